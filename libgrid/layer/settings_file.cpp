#include "libgrid/layer/settings_file.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

#include <boost/property_tree/ini_parser.hpp>

#include <fstream>
#include <sstream>
#include <system_error>

namespace grid {

namespace {

/// True if the text is UTF-8 without control characters but line ends and tabs.
bool is_plain_text(const std::string& text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x20 && lead != '\n' && lead != '\r' && lead != '\t') return false;
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                   : lead >= 0xF0 && lead < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0U) != 0x80U) return false;
        }
        i += length;
    }
    return true;
}

}  // namespace

std::string read_settings_file(const std::filesystem::path& path, const Message& what) {
    constexpr std::size_t most = 1 << 20;
    std::error_code error;
    std::ifstream file;
    if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
    if (!file.is_open()) throw ConfigError(msg("the {} cannot be read", what), {path.string(), {}, {}, {}});
    std::string text(most + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad()) throw ConfigError(msg("the {} cannot be read", what), {path.string(), {}, {}, {}});
    if (text.size() > most)
        throw ConfigError(msg("a file of more than 1 MiB is no {}", what), {path.string(), {}, {}, {}});
    return text;
}

SettingsTree parse_settings(const std::string& text, const std::string& source) {
    if (!is_plain_text(text)) throw ConfigError(msg("{}: not a text file in UTF-8", source));
    std::istringstream stream(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
    SettingsTree tree;
    try {
        boost::property_tree::read_ini(stream, tree);
    } catch (const boost::property_tree::ini_parser_error& error) {
        throw ConfigError(msg("{}: line {}: {}", source, error.line(), error.message()));
    }
    return tree;
}

}  // namespace grid
