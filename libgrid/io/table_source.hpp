#pragma once

// For the files of this stage only: tables whose columns say where their rows are.

#include <memory>
#include <optional>

#include "libgrid/io/source_impl.hpp"

namespace grid::io {

/// While it lives, spreadsheets are opened with their first row as names, unless the environment says otherwise: OGR
/// takes a first row for data where all rows are text, as in a sheet with numbers stored as text.
class FirstRowIsHeader {
public:
    FirstRowIsHeader();

private:
    std::optional<ScopedConfig> m_xlsx;
    std::optional<ScopedConfig> m_ods;
    std::optional<ScopedConfig> m_xls;
};

/// Whether the rows of the layer get their places from columns: it has no geometry, or is a CSV file, whose geometry
/// OGR makes without complaint where its text is none.
[[nodiscard]] bool is_place_table(const Source::Impl& impl);

/// Finds the columns. Throws ConfigError naming the fields, if there are none or several; nullopt for a CSV file with a
/// geometry that OGR has found.
[[nodiscard]] std::optional<TablePlaces> find_places(const Source::Impl& impl);

/// The geometry of a row; null where its cells are empty. Throws InputError with the place of the row.
[[nodiscard]] std::unique_ptr<OGRGeometry> geometry_of_row(const Source::Impl& impl, const OGRFeature& row);

/// Whether no cell of the row has a value.
[[nodiscard]] bool is_empty_row(const OGRFeature& row);

/// That of the first row that has a geometry. Throws InputError if none has.
[[nodiscard]] GeometryKind kind_of_table(const Source::Impl& impl);

/// Of all rows that have a place; those whose place cannot be read do not count.
[[nodiscard]] Box extent_of_table(const Source::Impl& impl);

/// From now on SQL sees numbers in those columns of a CSV file that hold nothing else, and values are read from a
/// second data set, as they were written.
void prepare_for_sql(Source::Impl& impl);

/// Throws InputError if the file is text in UTF-16, as spreadsheets save it under the name of Unicode.
void refuse_utf16(const SourceRef& ref);

/// How the text of a CSV file is encoded, from its beginning: sets `samples` and `is_encoded`.
void look_at_text(Source::Impl& impl);

}  // namespace grid::io
