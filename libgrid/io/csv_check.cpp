#include "libgrid/io/csv_check.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

namespace {

constexpr const char* quoting =
    mark("close the quotation mark, or leave it out; inside a quoted cell it is written twice");

std::vector<std::string_view> split(std::string_view line, char separator) {
    std::vector<std::string_view> cells;
    while (true) {
        const std::size_t end = line.find(separator);
        cells.push_back(line.substr(0, end));
        if (end == std::string_view::npos) return cells;
        line.remove_prefix(end + 1);
    }
}

bool is_number(std::string_view text) {
    return number_in(std::string(text)).fault == NumberFault::none;
}

/// Whether both lines are whole rows of one table: as many cells as it has columns, with numbers in the same ones.
bool are_rows(std::string_view a, std::string_view b, char separator, std::size_t columns) {
    const auto first = split(a, separator);
    const auto second = split(b, separator);
    if (first.size() != columns || second.size() != columns) return false;
    const auto same = [](std::string_view x, std::string_view y) { return is_number(x) == is_number(y); };
    return std::ranges::any_of(first, is_number) && std::ranges::equal(first, second, same);
}

/// Takes a file byte by byte, as OGR does: every quotation mark opens or closes, wherever it stands.
class CsvCheck {
public:
    CsvCheck(std::size_t columns, const Place& place) : m_columns(columns), m_place(place) {}

    void take(char c) {
        if (c == '\0')
            refuse(m_line, msg("there is a NUL byte, which would hide the rest of the line"), msg("export it again"));
        if (c == '\n' && m_after_return) {  // one line end of two bytes
            m_after_return = false;
            m_has_feeds = true;
            return;
        }
        if (m_after_return && m_is_short) m_short_line = m_short_line.value_or(m_line - 1);
        m_after_return = c == '\r';
        if (m_state == State::after_quote) leave_quotes(c);
        if (c == '\r' || c == '\n') return end_line(c);
        m_text += c;
        if (c == '"') return take_quote();
        if (m_state == State::plain) take_plain(c);
    }

    void end() {
        if (m_state == State::quoted) refuse_open(msg("is never closed"));
        if (!m_text.empty()) end_line('\n');
        if (m_has_feeds && m_short_line)
            refuse(*m_short_line, msg("a carriage return ends the line in the middle of a row"),
                   msg("take it out, or quote the cell"));
    }

private:
    enum class State { plain, quoted, after_quote };

    [[noreturn]] void refuse(std::int64_t line, const Message& message, const Message& advice) const {
        throw InputError(msg("line {}: {}", line, message), m_place, advice);
    }

    [[noreturn]] void refuse_open(const Message& what) const {
        refuse(m_quote_line, msg("the quotation mark that opens here {}, so that the lines behind it are lost", what),
               marked(quoting));
    }

    void take_quote() {
        if (m_state == State::plain) {
            m_state = State::quoted;
            m_quote_line = m_line;
            // In the first row the cells are not yet told apart.
            const bool is_first_row = m_separator == '\0';
            m_opens_cell = without_spaces(m_cell).empty() ||
                           (is_first_row && std::string_view(",;\t|").find(m_cell.back()) != std::string_view::npos);
            m_cell += '"';
        } else {
            m_state = m_state == State::quoted ? State::after_quote : State::quoted;
        }
    }

    /// The quotation mark before `c` has closed the cell, unless `c` is another.
    void leave_quotes(char c) {
        if (c == '"') return;
        m_state = State::plain;
        if (m_line == m_quote_line) return;
        if (m_separator == '\0' && m_opens_cell && std::string_view(",;\t|\r\n").find(c) != std::string_view::npos)
            refuse(m_quote_line, msg("the name of a column goes on in another line, where no program looks for it"),
                   msg("write the names of the columns in one line"));
        const bool ends_cell = c == m_separator || c == '\r' || c == '\n' || c == ' ';
        if (!m_opens_cell || !ends_cell) refuse_open(msg("is closed by another in line {} only", m_line));
        m_spans_lines = true;
    }

    void take_plain(char c) {
        if (c == m_separator && m_separator != '\0') return end_cell();
        if (m_separator == '\0') m_header += c;
        m_cell += c;
    }

    void end_cell() {
        ++m_cells;
        if (m_cells > m_columns && !without_spaces(m_cell).empty()) m_has_surplus = true;
        m_cell.clear();
    }

    void end_line(char c) {
        m_has_feeds = m_has_feeds || c == '\n';
        m_is_short = false;
        if (m_spans_lines && are_rows(m_first, m_text, m_separator, m_columns))
            refuse_open(msg("is closed in line {} only, and both are rows", m_line));
        if (m_state == State::quoted) {
            if (m_line == m_quote_line) m_first = m_text;
        } else {
            end_row();
        }
        m_spans_lines = false;
        m_text.clear();
        ++m_line;
    }

    void end_row() {
        end_cell();
        if (m_separator == '\0') {
            find_separator();
            m_cells = m_columns;
        }
        if (m_has_surplus)
            refuse(m_line, msg("there are {} cells, but the table has {} columns", m_cells, m_columns),
                   msg("quote cells that hold a separator"));
        m_is_short = m_cells < m_columns && !m_text.empty();
        m_cells = 0;
    }

    /// A line for Excel, which OGR takes for the names of the columns.
    void refuse_separator_line() const {
        const std::string_view line = without_spaces(m_header);
        if (m_line == 1 && (line.starts_with("sep=") || line.starts_with("SEP=")))
            refuse(1, msg("'{}' stands where the names of the columns belong", line), msg("delete this line"));
    }

    /// That by which the first row has as many cells as there are columns.
    void find_separator() {
        refuse_separator_line();
        for (const char c : {',', ';', '\t', '|', ' '}) {
            if (static_cast<std::size_t>(std::ranges::count(m_header, c)) + 1 == m_columns) m_separator = c;
            if (m_separator != '\0') return;
        }
        m_separator = '\x01';  // none that is known: each line is one cell
        m_columns = 1;
    }

    std::size_t m_columns;
    const Place& m_place;
    State m_state = State::plain;
    char m_separator = '\0';  ///< not yet known in the first row
    std::string m_header;     ///< what is not quoted in the first row
    std::string m_text;       ///< of the line
    std::string m_first;      ///< the line in which the quotation mark opened, if it was not closed there
    std::string m_cell;       ///< what is not quoted
    std::size_t m_cells = 0;  ///< of the row
    std::int64_t m_line = 1;
    std::int64_t m_quote_line = 0;
    bool m_opens_cell = false;   ///< nothing but spaces is before the quotation mark
    bool m_spans_lines = false;  ///< a cell with line breaks ended in this line
    bool m_has_surplus = false;
    bool m_is_short = false;  ///< the last row had too few cells
    bool m_after_return = false;
    bool m_has_feeds = false;
    std::optional<std::int64_t> m_short_line;  ///< first that ended too early, by a carriage return alone
};

}  // namespace

void check_csv(const std::string& path, std::size_t columns, const Place& place) {
    const ErrorTrap trap;
    const FileToRead file = open_to_read(path);
    if (!file) return;
    CsvCheck check(columns, place);
    std::string chunk(std::size_t{1} << 16U, '\0');
    while (const std::size_t n = VSIFReadL(chunk.data(), 1, chunk.size(), file.get())) {
        for (const char c : std::string_view(chunk).substr(0, n))
            check.take(c);
    }
    check.end();
}

}  // namespace grid::io
