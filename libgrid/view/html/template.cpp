#include "libgrid/view/html/template.hpp"

namespace grid {

namespace {

unsigned digit_of(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

/// A checksum as a Content-Security-Policy wants it: 64 hexadecimal digits as base64.
std::string base64_of_hex(std::string_view hex) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    unsigned bits = 0;
    int have = 0;
    for (const char c : hex) {
        bits = bits << 4U | digit_of(c);
        have += 4;
        if (have < 6) continue;
        have -= 6;
        text += letters[bits >> have & 63U];
    }
    if (have > 0) text += letters[bits << (6 - have) & 63U];
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

}  // namespace

std::string content_source(std::string_view hash) {
    return "'sha256-" + base64_of_hex(hash) + "'";
}

std::string filled_template(std::string_view page,
                            const std::vector<std::pair<std::string_view, std::string>>& values) {
    std::string text;
    while (true) {
        const std::size_t open = page.find("{{");
        const std::size_t close = page.find("}}", open);
        if (open == std::string_view::npos || close == std::string_view::npos) break;
        text += page.substr(0, open);
        const std::string_view name = page.substr(open + 2, close - open - 2);
        for (const auto& [key, value] : values) {
            if (key == name) text += value;
        }
        page.remove_prefix(close + 2);
    }
    text += page;
    return text;
}

}  // namespace grid
