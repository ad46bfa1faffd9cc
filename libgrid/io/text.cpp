#include "libgrid/io/text.hpp"

#include <iconv.h>

#include <algorithm>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid::io {

namespace {

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Length of the well-formed sequence that starts `text`, 0 if there is none (Unicode standard, table 3-7).
std::size_t sequence_length(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return 0;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    const bool bad = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return bad ? 0 : length;
}

}  // namespace

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && is_continuation(text[bytes]))
        --bytes;
    return text.substr(0, bytes);
}

std::string replace_invalid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = sequence_length(text);
        valid += length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

Recoder::Recoder(const std::string& from, const std::string& to) : m_handle(iconv_open(to.c_str(), from.c_str())) {
    if (m_handle == reinterpret_cast<void*>(-1)) {
        throw ConfigError(msg("the system cannot convert text from {} to {}", from, to), {},
                          msg("name another encoding with --encoding (`iconv -l` lists those there are)"));
    }
}

Recoder::~Recoder() {
    iconv_close(m_handle);
}

std::optional<std::string> Recoder::operator()(std::string_view text) {
    iconv(m_handle, nullptr, nullptr, nullptr, nullptr);
    std::string input(text);
    std::string output(4 * text.size() + 16, '\0');  // no encoding takes more than 4 bytes for what was one
    char* in = input.data();
    char* out = output.data();
    std::size_t in_left = input.size();
    std::size_t out_left = output.size();
    if (iconv(m_handle, &in, &in_left, &out, &out_left) != 0 || in_left != 0) return std::nullopt;
    if (iconv(m_handle, nullptr, nullptr, &out, &out_left) != 0) return std::nullopt;
    output.resize(output.size() - out_left);
    return output;
}

std::vector<std::string> fitting_encodings(const std::vector<std::string>& samples) {
    std::vector<std::string> fitting;
    for (const char* name : {"UTF-8", "GB18030", "CP932", "BIG5", "EUC-KR", "EUC-JP", "CP1252"}) {
        Recoder to_utf8(name, "UTF-8");
        const bool fits =
            std::all_of(samples.begin(), samples.end(), [&](const std::string& s) { return to_utf8(s).has_value(); });
        if (fits) fitting.emplace_back(name);
    }
    return fitting;
}

}  // namespace grid::io
