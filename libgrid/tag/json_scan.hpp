#pragma once

// For the files of this stage only: where the parts of a JSON text stand.

#include <cstddef>
#include <string_view>

namespace grid {

/// Goes through a JSON text without making anything of it. What it passes over is looked at as far as it takes to find
/// its end: brackets that match, strings that end.
class JsonScanner {
public:
    explicit JsonScanner(std::string_view text) : m_text(text) {}

    /// The object that comes next: calls `visit(key, value)` for its members, both as they are written, the key without
    /// its quotation marks. Returns false if there is no whole object.
    template <typename Visit>
    bool object(Visit&& visit) {
        if (!take('{')) return false;
        m_behind_last = m_at;
        m_is_empty = take('}');
        if (m_is_empty) return true;
        while (true) {
            const std::string_view key = value();
            if (key.size() < 2 || key.front() != '"' || !take(':')) return false;
            const std::string_view item = value();
            if (item.empty()) return false;
            visit(key.substr(1, key.size() - 2), item);
            m_behind_last = m_at;
            if (take('}')) return true;
            if (!take(',')) return false;
        }
    }

    /// The value that comes next; empty if there is none.
    std::string_view value();

    /// Of the object that was gone through last: behind its last member, or its opening bracket.
    [[nodiscard]] std::size_t behind_last() const { return m_behind_last; }
    [[nodiscard]] bool is_empty() const { return m_is_empty; }
    [[nodiscard]] bool is_at_end();

private:
    void skip_spaces();
    bool take(char c);
    bool skip_string();
    bool skip_brackets();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_behind_last = 0;
    bool m_is_empty = false;
};

}  // namespace grid
