#include "libgrid/tag/json_scan.hpp"

#include <algorithm>
#include <string>

namespace grid {

void JsonScanner::skip_spaces() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\t' || m_text[m_at] == '\r'))
        ++m_at;
}

bool JsonScanner::take(char c) {
    skip_spaces();
    if (m_at == m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
}

bool JsonScanner::is_at_end() {
    skip_spaces();
    return m_at == m_text.size();
}

bool JsonScanner::skip_string() {
    for (++m_at; m_at < m_text.size(); ++m_at) {
        if (m_text[m_at] == '\\') {
            ++m_at;
        } else if (m_text[m_at] == '"') {
            ++m_at;
            return true;
        }
    }
    m_at = m_text.size();
    return false;
}

bool JsonScanner::skip_brackets() {
    std::string open;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == '"') {
            if (!skip_string()) return false;
            continue;
        }
        ++m_at;
        if (c == '{' || c == '[') open += c == '{' ? '}' : ']';
        if (c != '}' && c != ']') continue;
        if (open.back() != c) return false;
        open.pop_back();
        if (open.empty()) return true;
    }
    return false;
}

std::string_view JsonScanner::value() {
    skip_spaces();
    const std::size_t begin = m_at;
    if (begin == m_text.size()) return {};
    const char c = m_text[begin];
    bool is_whole = true;
    if (c == '"') {
        is_whole = skip_string();
    } else if (c == '{' || c == '[') {
        is_whole = skip_brackets();
    } else {
        m_at = std::min(m_text.find_first_of(",:]} \t\r", begin), m_text.size());
    }
    return is_whole ? m_text.substr(begin, m_at - begin) : std::string_view();
}

}  // namespace grid
