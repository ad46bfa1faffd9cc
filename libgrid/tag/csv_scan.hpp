#pragma once

// For the files of this stage only: where rows and cells of CSV end.

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace grid {

/// What a byte means outside of quotation marks.
enum class CsvByte : std::uint8_t { plain, separator, line_end, zero };

/// Goes through rows of CSV. The text is followed by a byte 0.
class CsvScanner {
public:
    explicit CsvScanner(char separator) {
        m_bytes[static_cast<unsigned char>(separator)] = CsvByte::separator;
        m_bytes['\n'] = m_bytes['\r'] = CsvByte::line_end;
        m_bytes[0] = CsvByte::zero;
    }

    /// A row; ends are places behind.
    struct Row {
        const char* text_end = nullptr;  ///< of its cells
        const char* end = nullptr;       ///< of its line end
        std::uint32_t columns = 0;
        bool has_open_quote = false;  ///< a quotation mark was not closed before the end of the text
    };

    /// The row that begins at `at`. `visit(column, begin, end)` is called for each of its cells.
    template <typename Visit>
    Row scan(const char* at, const char* end, Visit&& visit) const {
        Row row;
        while (true) {
            const char* const cell = at;
            if (at != end && *at == '"') at = behind_quotes(at + 1, end, row.has_open_quote);
            if (!row.has_open_quote) at = end_of_cell(at, end);
            visit(row.columns++, cell, at);
            if (at == end || m_bytes[static_cast<unsigned char>(*at)] == CsvByte::line_end) break;
            ++at;
        }
        row.text_end = at;
        if (at != end && *at++ == '\r' && at != end && *at == '\n') ++at;
        row.end = at;
        return row;
    }

private:
    const char* end_of_cell(const char* at, const char* end) const {
        while (true) {
            while (m_bytes[static_cast<unsigned char>(*at)] == CsvByte::plain)
                ++at;
            // A byte 0 that is not that behind the text is a letter like any other.
            if (at == end || m_bytes[static_cast<unsigned char>(*at)] != CsvByte::zero) return at;
            ++at;
        }
    }

    static const char* behind_quotes(const char* at, const char* end, bool& is_open) {
        while (true) {
            at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
            if (at == nullptr) {
                is_open = true;
                return end;
            }
            ++at;
            if (at == end || *at != '"') return at;
            ++at;
        }
    }

    std::array<CsvByte, 256> m_bytes{};
};

}  // namespace grid
