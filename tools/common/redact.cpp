#include "tools/common/redact.hpp"

#include <boost/algorithm/string/case_conv.hpp>

#include <algorithm>
#include <string_view>

namespace grid::tools {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Index behind the value that starts at `at`: behind the closing quote, or before the next separator.
std::size_t value_end(const std::string& text, std::size_t at) {
    if (at >= text.size()) return text.size();
    const char quote = text[at];
    if (quote == '\'' || quote == '"') {
        std::size_t end = at + 1;
        while (end < text.size() && text[end] != quote)
            end += text[end] == '\\' ? 2 : 1;
        return std::min(end + 1, text.size());
    }
    const std::size_t end = text.find_first_of(" \t\r\n'\"&;,)", at);
    return end == std::string::npos ? text.size() : end;
}

void redact_key(std::string& text, std::string_view key) {
    std::size_t from = 0;
    while (true) {
        const std::size_t found = boost::algorithm::to_lower_copy(text).find(key, from);
        if (found == std::string::npos) return;
        from = found + key.size();
        std::size_t at = text.find_first_not_of(blanks, from);
        if (at == std::string::npos || text[at] != '=') continue;
        at = text.find_first_not_of(blanks, at + 1);
        if (at == std::string::npos) return;
        text.replace(at, value_end(text, at) - at, "***");
        from = at + 3;
    }
}

void redact_urls(std::string& text) {
    std::size_t from = 0;
    while ((from = text.find("://", from)) != std::string::npos) {
        from += 3;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n/'\"", from), text.size());
        const std::size_t at = text.rfind('@', end == 0 ? 0 : end - 1);
        const std::size_t colon = text.find(':', from);
        if (at == std::string::npos || at < from || colon == std::string::npos || colon > at) continue;
        text.replace(colon + 1, at - colon - 1, "***");
        from = colon + 4;
    }
}

}  // namespace

std::string redact(const std::string& text) {
    std::string result = text;
    for (const std::string_view key : {"password", "passwd", "pwd"})
        redact_key(result, key);
    redact_urls(result);
    return result;
}

}  // namespace grid::tools
