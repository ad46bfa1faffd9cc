#include "libgrid/tag/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "libgrid/core/error.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/field_choice.hpp"
#include "libgrid/io/recode.hpp"
#include "libgrid/tag/csv_scan.hpp"

namespace grid {

namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

/// A cell without its quotation marks.
std::string unquoted(std::string_view cell) {
    if (!cell.starts_with('"')) return std::string(cell);
    std::string text;
    bool inside = false;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (cell[i] != '"') {
            text += cell[i];
        } else if (inside && i + 1 < cell.size() && cell[i + 1] == '"') {
            text += cell[i++];
        } else {
            inside = !inside;
        }
    }
    return text;
}

/// The separator that the first row has most of, outside of quotation marks.
char separator_in(std::string_view text) {
    char best = ',';
    std::uint32_t most = 1;
    for (const char separator : {',', ';', '\t', '|'}) {
        const auto row = CsvScanner(separator).scan(text.data(), text.data() + text.size(), [](auto...) {});
        if (row.columns <= most) continue;
        most = row.columns;
        best = separator;
    }
    return best;
}

std::string encoding_of(std::string_view text, const CsvOptions& options, const Place& place) {
    for (const std::string& encoding : {options.encoding, std::string("UTF-8"), std::string("GB18030")}) {
        if (!encoding.empty() && recode(text, encoding, "UTF-8")) return encoding;
        if (!options.encoding.empty()) break;
    }
    throw InputError(options.encoding.empty() ? "the text is neither UTF-8 nor GBK"
                                              : fmt::format("the text is not valid in {}", options.encoding),
                     place, "name its encoding with --records-encoding (`iconv -l` lists those there are)");
}

enum Slot : std::int8_t { no_slot = -1, slot_x, slot_y, slot_wkt, slot_code, slot_kind, slot_time, slots };

/// What says where a record is.
enum class PlaceForm { xy, wkt, code };

class CsvFormat : public RecordFormat {
public:
    CsvFormat(std::string_view beginning, const CsvOptions& options, const RecordFields& fields,
              const std::vector<AddedField>& added, const std::string& shown)
        : m_separator(options.separator != 0 ? options.separator : separator_in(beginning)), m_scanner(m_separator) {
        const Place place{shown, {}, {}, {}};
        m_encoding = encoding_of(beginning, options, place);
        constexpr char least_trail = 0x40;
        if (m_encoding != "UTF-8" && m_separator >= least_trail)
            throw ConfigError(
                fmt::format("in {} the separator '{}' may be a half of a character", m_encoding, m_separator), place,
                "convert the text first, with `iconv -t UTF-8`");
        const std::string_view mark = beginning.starts_with(utf8_mark) ? utf8_mark : std::string_view();
        std::vector<std::string> names;
        const char* const end = beginning.data() + beginning.size();
        const auto row = m_scanner.scan(
            beginning.data() + mark.size(), end, [&](std::uint32_t column, const char* cell, const char* cell_end) {
                names.push_back(options.has_head ? in_utf8(unquoted({cell, cell_end})) : fmt::format("{}", column + 1));
            });
        m_columns = row.columns;
        if (options.has_head) {
            m_head = std::string(beginning.data(), row.end);
            m_head_end = static_cast<std::size_t>(row.text_end - beginning.data());
            if (names == std::vector<std::string>{""}) throw InputError("the first line is empty", place);
        } else {
            m_head = std::string(mark);
            m_head_end = mark.size();
        }
        choose_columns(names, fields, added, place);
        m_has_head = options.has_head;
        for (const AddedField& field : added)
            m_new_names += m_separator + quoted(field.name);
    }

    std::size_t whole_records(std::string_view text, bool at_end) const override {
        return whole_rows(text, m_separator, at_end);
    }
    std::size_t head_size() const override { return m_head.size(); }
    std::string head_with_names() const override {
        if (!m_has_head) return m_head;
        return m_head.substr(0, m_head_end) + m_new_names + m_head.substr(m_head_end);
    }

    std::vector<Record> parse(std::string_view text) const override {
        std::vector<Record> records;
        records.reserve(text.size() / 48);
        const char* const end = text.data() + text.size();
        for (const char* at = text.data(); at != end;) {
            std::array<std::string_view, slots> cells{};
            const auto row = m_scanner.scan(at, end, [&](std::uint32_t column, const char* cell, const char* cell_end) {
                if (column >= m_slots.size() || m_slots[column] == no_slot) return;
                cells[static_cast<std::size_t>(m_slots[column])] = {cell, cell_end};
            });
            Record& record = records.emplace_back();
            record.begin = static_cast<std::size_t>(at - text.data());
            record.insert = static_cast<std::size_t>(row.text_end - text.data());
            record.end = static_cast<std::size_t>(row.end - text.data());
            record.code = cells[slot_code];
            record.kind = cells[slot_kind];
            record.time = cells[slot_time];
            judge(row, at, cells, record);
            at = row.end;
        }
        return records;
    }

    std::string text_of(std::string_view raw) const override { return in_utf8(unquoted(raw)); }

protected:
    std::string value_text(const std::string& /*name*/, const std::string& value, bool /*is_number*/) const override {
        return m_separator + quoted(value);
    }
    void begin_values(const Record& record, std::string& out) const override {
        out.append(record.missing, m_separator);
    }
    void end_values(const Record& /*record*/, std::string& /*out*/) const override {}

private:
    void judge(const CsvScanner::Row& row, const char* at, const std::array<std::string_view, slots>& cells,
               Record& record) const {
        if (row.text_end == at) {
            record.fate = RecordFate::nothing;
        } else if (row.has_open_quote || row.columns != m_columns) {
            record.fate = RecordFate::malformed;
            record.why = row.has_open_quote        ? "a quotation mark is not closed"
                         : row.columns < m_columns ? "the row has fewer cells than there are columns"
                                                   : "the row has more cells than there are columns";
            record.has_values = !row.has_open_quote;
            if (row.columns < m_columns) record.missing = m_columns - row.columns;
        } else if (m_place == PlaceForm::wkt) {
            const std::string_view cell = cells[slot_wkt];
            cell.starts_with('"') ? set_place(unquoted(cell), record) : set_place(cell, record);
        } else if (m_place == PlaceForm::code) {
            return;
        } else if (cells[slot_x].starts_with('"') || cells[slot_y].starts_with('"')) {
            set_place(unquoted(cells[slot_x]), unquoted(cells[slot_y]), record);
        } else {
            set_place(cells[slot_x], cells[slot_y], record);
        }
    }

    void choose_columns(const std::vector<std::string>& names, const RecordFields& fields,
                        const std::vector<AddedField>& added, const Place& place) {
        for (const AddedField& field : added) {
            if (std::ranges::find(names, field.name) != names.end())
                throw ConfigError(fmt::format("there is a field '{}' already", field.name), place,
                                  fmt::format("choose another name: --add {0}=NAME", field.name));
        }
        const auto find = [&](const std::string& wanted, const std::vector<std::string>& aliases, const char* option,
                              Slot slot) {
            const auto name = choose_field(names, place, wanted, aliases, option);
            if (!name) return false;
            const auto column = static_cast<std::size_t>(std::ranges::find(names, *name) - names.begin());
            if (column >= m_slots.size()) m_slots.resize(column + 1, no_slot);
            if (m_slots[column] != no_slot)
                throw ConfigError(fmt::format("the field '{}' cannot hold two things", *name), place);
            m_slots[column] = slot;
            return true;
        };
        const auto find_wkt = [&] { return find(fields.wkt, fields.wkt_aliases, "--wkt", slot_wkt); };
        const auto find_xy = [&] {
            const bool has_x = find(fields.x, fields.x_aliases, "--x", slot_x);
            const bool has_y = find(fields.y, fields.y_aliases, "--y", slot_y);
            return has_x && has_y;
        };
        if (!fields.code.empty()) {
            find(fields.code, {}, "--address-code", slot_code);
            m_place = PlaceForm::code;
        } else {
            const bool wants_xy = !fields.x.empty() || !fields.y.empty();
            if (!wants_xy && find_wkt()) m_place = PlaceForm::wkt;
            if (fields.wkt.empty() && find_xy()) {
                if (m_place == PlaceForm::wkt)
                    throw ConfigError("the places could be in two columns of coordinates, or in one of WKT", place,
                                      "choose with --x and --y, or with --wkt");
            } else if (m_place == PlaceForm::xy) {
                fail_without_columns(names, place);
            }
        }
        if (!fields.kind.empty()) find(fields.kind, {}, "--kind", slot_kind);
        if (!fields.time.empty()) find(fields.time, {}, "--time", slot_time);
    }

    [[noreturn]] static void fail_without_columns(const std::vector<std::string>& names, const Place& place) {
        std::string list;
        constexpr std::size_t enough = 50;
        for (std::size_t i = 0; i < std::min(enough, names.size()); ++i)
            list += (i > 0 ? ", " : "") + names[i];
        throw ConfigError(fmt::format("no columns hold coordinates; the columns are: {}{}", list,
                                      names.size() > enough ? ", ..." : ""),
                          place,
                          "name them with --x and --y, or one that holds WKT with --wkt, or the code of a site with "
                          "--address-code; or say --no-header where the first row is data");
    }

    /// As much as can be said in UTF-8; for messages and counts.
    [[nodiscard]] std::string in_utf8(const std::string& text) const {
        return recode(text, m_encoding, "UTF-8").value_or(text);
    }

    /// A value of ours in the encoding of the text, with quotation marks where it has to have them.
    [[nodiscard]] std::string quoted(const std::string& text) const {
        std::string field = csv_text_field(text);
        if (!field.starts_with('"') && field.find(m_separator) != std::string::npos) field = '"' + field + '"';
        if (m_encoding == "UTF-8") return field;
        if (const auto recoded = recode(field, "UTF-8", m_encoding)) return *recoded;
        throw InputError(fmt::format("'{}' cannot be written in {}", text, m_encoding), {},
                         "convert the records first, with `iconv -t UTF-8`");
    }

    char m_separator;
    CsvScanner m_scanner;
    std::string m_encoding;
    bool m_has_head = true;
    std::string m_head;          ///< a mark of the encoding, and the row of names
    std::size_t m_head_end = 0;  ///< of its cells
    std::string m_new_names;
    std::uint32_t m_columns = 0;
    std::vector<Slot> m_slots;  ///< by column
    PlaceForm m_place = PlaceForm::xy;
};

}  // namespace

std::size_t whole_rows(std::string_view text, char separator, bool at_end) {
    if (at_end) return text.size();
    // A carriage return at the very end may be half of a line end.
    if (text.find('"') == std::string_view::npos) {
        const std::size_t last = text.substr(0, text.empty() ? 0 : text.size() - 1).find_last_of("\r\n");
        const bool is_whole = text.ends_with('\n');
        return is_whole ? text.size() : last == std::string_view::npos ? 0 : last + 1;
    }
    const CsvScanner scanner(separator);
    const char* const end = text.data() + text.size();
    std::size_t whole = 0;
    for (const char* at = text.data(); at != end;) {
        const auto row = scanner.scan(at, end, [](auto...) {});
        if (row.has_open_quote || row.text_end == end || (row.end == end && end[-1] == '\r')) break;
        at = row.end;
        whole = static_cast<std::size_t>(at - text.data());
    }
    return whole;
}

std::unique_ptr<RecordFormat> make_csv_format(std::string_view beginning, const CsvOptions& options,
                                              const RecordFields& fields, const std::vector<AddedField>& added,
                                              const std::string& shown) {
    const std::string text(beginning);  // followed by a byte 0
    return std::make_unique<CsvFormat>(text, options, fields, added, shown);
}

}  // namespace grid
