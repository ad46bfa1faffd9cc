#pragma once

// For the files of this stage only: tables to files.

#include <string>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/io/tables.hpp"
#include "libgrid/io/write.hpp"

namespace grid::io {

/// Writes the tables into a file with an OGR driver (all but GeoJSON) and reads it back to see that all is there.
/// A format other than GeoPackage takes one table. Where begin_output() has put a file at `path`, they are added to it.
/// `options.path` is what messages name. Throws InputError.
void write_with_ogr(const std::vector<Table>& tables, const std::string& crs_wkt, const std::string& path,
                    const OutputOptions& options);

/// What the column with the geometry is called in a GeoPackage: `geom`, if no field has that name.
[[nodiscard]] std::string geometry_column(const Table& table);

[[nodiscard]] const char* driver_name(Format format);

/// FlatGeobuf drops features without geometry in silence. Throws InputError that says what lacks one.
[[noreturn]] void refuse_null_in_flatgeobuf(const Message& what, const std::string& shown);

/// Writes a table as GeoJSON: each number with as many digits as it takes to read the same number back. OGR's own
/// writer rounds some coordinates in the 17th digit.
void write_geojson(const Table& table, const std::string& crs_wkt, const std::string& path, const std::string& shown);

/// Writes a table as GeoJSONSeq: a feature a line, in WGS 84. Throws ConfigError for another CRS.
void write_geojson_lines(const Table& table, const std::string& crs_wkt, const std::string& path,
                         const std::string& shown);

/// The EPSG code of a CRS; empty if it has none.
[[nodiscard]] std::string epsg_code(const std::string& crs_wkt);

/// Says which fields are written as another type, because the format lacks theirs.
[[nodiscard]] Findings changed_types(const Table& table, Format format, const std::string& shown);
[[nodiscard]] Findings changed_types(const std::vector<FieldInfo>& fields, Format format, const std::string& shown);

/// Cuts the texts that do not fit a Shapefile's field, and says which. Throws InputError for text that `encoding`
/// lacks.
[[nodiscard]] Findings fit_to_shapefile(Table& table, const std::string& encoding, const std::string& shown);

}  // namespace grid::io
