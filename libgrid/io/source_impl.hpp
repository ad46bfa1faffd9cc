#pragma once

// For the files of this stage only.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libgrid/io/datum_shift.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/io/text.hpp"

namespace grid {

/// Columns of a table with the places of its rows, as indices of fields; -1: not used.
struct TablePlaces {
    int x = -1;
    int y = -1;
    int wkt = -1;
};

struct Source::Impl {
    SourceRef ref;
    GDALDatasetUniquePtr dataset;
    OGRLayer* layer = nullptr;
    std::string layer_name;
    std::vector<FieldInfo> fields;  ///< of the file, then the computed ones
    std::vector<std::pair<std::string, std::string>> expressions;
    std::string crs_wkt;
    GeometryKind kind = GeometryKind::points;
    int geometry = 0;  ///< which of the layer's columns of geometry
    LeftOut left_out;
    std::int64_t count = 0;
    std::int64_t deleted = 0;  ///< see Source::deleted_records()
    Box extent;
    std::optional<io::DatumShift> datum_shift;  ///< out of GCJ-02 or BD-09; none: nothing to convert

    std::optional<TablePlaces> places;  ///< of a table whose columns say where its rows are

    /// A Shapefile's text is read a second time as bytes, because OGR drops silently what it cannot convert. A table
    /// over which SQL is evaluated is read a second time as text, because SQL wants numbers and codes must not be any.
    GDALDatasetUniquePtr raw_dataset;
    OGRLayer* raw_layer = nullptr;
    std::unique_ptr<io::Recoder> recoder;  ///< from the encoding of the file, declared or given
    std::string encoding;                  ///< its name; empty: none is known, text must be UTF-8
    bool is_encoded = false;               ///< all text is in `encoding`, even what could be UTF-8
    std::vector<std::string> samples;      ///< of the text of a CSV file, from its beginning

    [[nodiscard]] Place place(std::optional<std::int64_t> fid = {}) const;
    /// The text as UTF-8. Throws InputError that names fitting encodings.
    [[nodiscard]] std::string decode(std::string_view bytes, const Message& field, std::int64_t fid);
    [[nodiscard]] const std::string* expression(const std::string& field) const;
    /// What OGR is to evaluate over the layer: in the encoding of the file, where OGR does not recode its text.
    [[nodiscard]] std::string sql_text(const std::string& sql) const;
};

namespace io {

[[nodiscard]] std::vector<std::string> field_names(OGRLayer& layer);

/// Numbers the fields of a layer that have one name, which OGR knows by their names only where SQL is evaluated. Those
/// that differ in case only keep theirs: some drivers read by name.
void number_fields(OGRLayer& layer);

/// Throws ConfigError if a condition names a field whose name differs from another's in case only: OGR would take the
/// first.
void check_fields_of_sql(OGRLayer& layer, const std::string& where, const Place& place);

[[nodiscard]] Place file_place(const SourceRef& ref);

/// See Source::find_field().
[[nodiscard]] std::optional<std::string> find_field(const std::vector<FieldInfo>& fields, const Place& place,
                                                    std::string_view wanted, const std::vector<std::string>& aliases,
                                                    std::string_view option);

}  // namespace io

}  // namespace grid
