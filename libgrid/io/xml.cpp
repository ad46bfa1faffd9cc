#include "libgrid/io/xml.hpp"

#include "libgrid/io/text.hpp"

namespace grid::io {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::string escaped(std::string_view raw, bool is_attribute) {
    const std::string text = replace_invalid_utf8(raw);
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            case '\'':
                result += "&#39;";
                break;
            case '\t':
                result += is_attribute ? "&#9;" : "\t";
                break;
            case '\n':
                result += is_attribute ? "&#10;" : "\n";
                break;
            case '\r':
                result += "&#13;";  // as it is, parsers would make a line feed of it
                break;
            default: {
                const std::string_view three = std::string_view(text).substr(i, 3);
                const bool is_control = static_cast<unsigned char>(c) < 0x20;
                if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {  // U+FFFE and U+FFFF
                    result += replacement;
                    i += 2;
                } else {
                    result += is_control ? replacement : std::string_view(text).substr(i, 1);
                }
            }
        }
    }
    return result;
}

}  // namespace

std::string xml_text(std::string_view text) {
    return escaped(text, false);
}

std::string xml_attribute(std::string_view text) {
    return escaped(text, true);
}

}  // namespace grid::io
