#include "libgrid/io/ods_check.hpp"

#include <cpl_string.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/io/file_to_read.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid::io {

namespace {

/// The value of an attribute as it is written in a tag; empty if there is none.
std::string_view attribute(std::string_view tag, std::string_view name) {
    const std::string start = fmt::format(" {}=\"", name);
    const std::size_t at = tag.find(start);
    if (at == std::string_view::npos) return {};
    const std::size_t from = at + start.size();
    return tag.substr(from, tag.find('"', from) - from);
}

std::int64_t repetitions(std::string_view row) {
    const std::string_view text = attribute(row, "table:number-rows-repeated");
    std::int64_t times = 1;
    std::from_chars(text.data(), text.data() + text.size(), times);
    return std::max<std::int64_t>(times, 1);
}

std::string unescape(std::string_view xml) {
    const std::unique_ptr<char, decltype(&VSIFree)> text(
        CPLUnescapeString(std::string(xml).c_str(), nullptr, CPLES_XML), &VSIFree);
    return text.get();
}

/// Follows a content.xml to the last row of a sheet that has a value.
class LastRow {
public:
    explicit LastRow(std::string sheet) : m_sheet(std::move(sheet)) {}

    /// A tag without its brackets, and the text before it.
    void take(std::string_view text, std::string_view tag) {
        if (m_is_text && !without_spaces(text).empty()) m_last = m_row;
        if (tag.starts_with("table:table ")) m_is_inside = unescape(attribute(tag, "table:name")) == m_sheet;
        if (tag == "/table:table") m_is_inside = false;
        if (tag == "/table:table-cell") m_is_text = false;
        if (!m_is_inside) return;
        if (tag.starts_with("table:table-row")) m_row += repetitions(tag);
        if (tag.starts_with("table:table-cell")) take_cell(tag);
    }

    [[nodiscard]] std::int64_t number() const { return m_last; }

private:
    void take_cell(std::string_view cell) {
        const std::string_view type = attribute(cell, "office:value-type");
        m_is_text = type == "string";
        if (!type.empty() && !m_is_text) m_last = m_row;
    }

    std::string m_sheet;
    bool m_is_inside = false;
    bool m_is_text = false;  ///< in a cell whose value is the text in it
    std::int64_t m_row = 0;
    std::int64_t m_last = 0;
};

std::int64_t last_row(VSILFILE& file, const std::string& sheet) {
    LastRow row(sheet);
    std::string held;  // what is not yet taken
    std::string chunk(std::size_t{1} << 16U, '\0');
    while (const std::size_t n = VSIFReadL(chunk.data(), 1, chunk.size(), &file)) {
        held.append(chunk, 0, n);
        std::size_t taken = 0;
        while (true) {
            const std::size_t open = held.find('<', taken);
            const std::size_t close = open == std::string::npos ? open : held.find('>', open);
            if (close == std::string::npos) break;
            const std::string_view all = held;
            row.take(all.substr(taken, open - taken), all.substr(open + 1, close - open - 1));
            taken = close + 1;
        }
        held.erase(0, taken);
    }
    return row.number();
}

}  // namespace

void check_ods(const SourceRef& ref, const std::string& sheet, std::int64_t rows) {
    const ErrorTrap trap;
    const FileToRead file = open_to_read(fmt::format("/vsizip/{{{}}}/content.xml", ref.path));
    if (!file) return;
    const std::int64_t last = last_row(*file, sheet);
    if (last <= rows + 1) return;
    Place place = file_place(ref);
    place.layer = sheet;
    throw InputError(msg("the sheet has values down to row {}, but only {} rows of it can be read", last, rows + 1),
                     place,
                     msg("delete the empty rows between those with data, and write out rows that are filled down"));
}

}  // namespace grid::io
