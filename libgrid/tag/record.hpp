#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

// Terms. A *record* is a row of a table or a line of JSON: something that happened at a place. *Values* are what is
// added to it: the code of its grid, say. A *block* is a text of whole records.

/// What has become of a record; the order is that of reasons in messages.
enum class RecordFate : std::uint8_t {
    inside,         ///< in a grid
    reached,        ///< outside, and given to the nearest grid
    outside,        ///< in no grid
    undecided,      ///< in one of several grids, and it is not known in which
    without_place,  ///< a coordinate, or the code of its site, is empty
    unmatched,      ///< no site has its code
    unreadable,     ///< the place is no place
    malformed,      ///< not of the form of its file, so that nothing of it can be relied on
    nothing         ///< an empty line, which is no record
};
inline constexpr std::size_t record_fates = 9;

/// `inside`, `reached` ... as in the field `reason` and in tables of counts.
[[nodiscard]] const char* name_of(RecordFate fate);

/// A record of a block, with places in its text.
struct Record {
    std::size_t begin = 0;
    std::size_t insert = 0;    ///< where values are put
    std::size_t replaced = 0;  ///< bytes there that they take the place of
    std::size_t end = 0;       ///< behind its line end
    Point at;                  ///< as written; then in the CRS of the grids
    RecordFate fate = RecordFate::inside;
    const char* why = "";       ///< it has no place: a clause for messages
    std::uint32_t missing = 0;  ///< cells that the row is short of
    bool is_first = false;      ///< nothing stands before the values in their object
    bool has_values = true;     ///< there is a place for values
    std::int32_t grid = -1;
    std::int32_t micro = -1;
    std::int32_t site = -1;  ///< that it counts at
    double distance_m = 0;   ///< to the grid
    std::string_view code;   ///< of its site, as it is written; this and the next two point into the block
    std::string_view kind;
    std::string_view time;
};

/// What can be added to a record.
enum class AddedKind { grid_code, unit_code, micro_code, grid_name, distance_m, reason };

struct AddedField {
    AddedKind kind = AddedKind::grid_code;
    std::string name;  ///< of the field in the output
};

/// Which fields of a record are looked at; an empty name: by the usual ones, or none.
struct RecordFields {
    std::string x;
    std::string y;
    std::string wkt;
    std::string code;  ///< of the site that it is at, instead of a place
    std::string kind;
    std::string time;
    std::vector<std::string> x_aliases;
    std::vector<std::string> y_aliases;
    std::vector<std::string> wkt_aliases;
};

/// What grids and micro-grids are called, each by its index.
struct GridTexts {
    std::span<const std::string> codes;
    std::span<const std::string> units;
    std::span<const std::string> names;
    std::span<const std::string> micro_codes;
};

/// A form in which records come as a stream of text, and go on with not a byte changed but for what is added. From any
/// thread.
class RecordFormat {
public:
    virtual ~RecordFormat() = default;

    /// Makes the texts of the grids. To be called once, before write().
    void set_values(const std::vector<AddedField>& fields, const GridTexts& grids);

    /// How many bytes at the beginning of the text are whole records. `at_end`: no more text follows.
    [[nodiscard]] virtual std::size_t whole_records(std::string_view text, bool at_end) const = 0;
    /// The bytes at the beginning of the stream that are no records: a line with the names of columns.
    [[nodiscard]] virtual std::size_t head_size() const { return 0; }
    /// These with the names of what is added.
    [[nodiscard]] virtual std::string head_with_names() const { return {}; }
    /// The records of a block. `text` is followed by a byte 0, as that of a std::string.
    [[nodiscard]] virtual std::vector<Record> parse(std::string_view text) const = 0;
    /// Appends the record with its values.
    void write(std::string_view text, const Record& record, std::string& out) const;
    /// A raw value of Record::code, Record::kind or Record::time as text, in UTF-8 where it can be.
    [[nodiscard]] virtual std::string text_of(std::string_view raw) const = 0;

protected:
    /// One value as it stands in a record, with what divides it from the one before it.
    [[nodiscard]] virtual std::string value_text(const std::string& name, const std::string& value,
                                                 bool is_number) const = 0;
    /// What comes before the values of this record, and behind them.
    virtual void begin_values(const Record& record, std::string& out) const = 0;
    virtual void end_values(const Record& record, std::string& out) const = 0;

private:
    std::vector<AddedField> m_fields_added;
    /// By field, then by grid (or micro-grid) + 1, ready to be written; empty where it depends on the record.
    std::vector<std::vector<std::string>> m_texts;
};

/// Why a number that is written so cannot be a coordinate; the number itself if it can.
struct Coordinate {
    double value = 0;
    RecordFate fate = RecordFate::inside;
    const char* why = "";
};
[[nodiscard]] Coordinate coordinate_in(std::string_view text);

/// Sets place and fate by two texts.
void set_place(std::string_view x, std::string_view y, Record& record);

/// Sets place and fate by a geometry as WKT, which must be a point.
void set_place(std::string_view wkt, Record& record);

/// The number of line ends: of CR LF, LF, and CR alone.
[[nodiscard]] std::int64_t count_lines(std::string_view text);

}  // namespace grid
