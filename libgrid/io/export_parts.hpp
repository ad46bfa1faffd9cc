#pragma once

// For the files of this stage only: one function for each kind of output of write_export(). `path` is where to write,
// `options.path` what messages name. All throw InputError.

#include <span>
#include <string>
#include <vector>

#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/gdal.hpp"
#include "libgrid/io/tables.hpp"
#include "libgrid/io/xml.hpp"

namespace grid::io {

/// The feature table as a table of the other writers; it refers to `features`, which must outlive it.
[[nodiscard]] Table as_table(const FeatureTable& features);

/// Names for a Shapefile: at most 10 bytes in its encoding, cut on a character boundary, unique without case. Those
/// that had to change are told as findings.
[[nodiscard]] Findings fit_names(FeatureTable& table, const std::string& encoding);

/// Names for tiles: without the slash, at which GDAL would cut them where it describes the layer. As fit_names().
[[nodiscard]] Findings fit_names_to_tiles(FeatureTable& table);

[[nodiscard]] std::string csv_text(const FeatureTable& table, const ExportOptions& options);
[[nodiscard]] std::string kml_text(const FeatureTable& table, const ExportOptions& options);
/// An archive with one file, `name`. The same text makes the same bytes.
void write_zip(const char* name, const std::string& text, const std::string& path, const std::string& shown);

/// What a layer is called as a sheet of a workbook.
[[nodiscard]] std::string sheet_name(const std::string& layer);

// By OGR's drivers. Tiles go to a file (MBTiles) or a folder (MVT).
[[nodiscard]] std::string xlsx_bytes(const FeatureTable& table, const ExportOptions& options);
void write_tiles(const FeatureTable& table, const ExportOptions& options, const std::string& path);

/// Some levels of tiles, whose polygons are `shapes` where there are any, instead of those of the features.
struct TileLevels {
    int min_zoom = 0;
    int max_zoom = 0;
    std::span<const MultiPolygon> shapes{};
};
void write_tile_levels(const FeatureTable& table, const ExportOptions& options, const TileLevels& levels,
                       const std::string& path);

/// A script for psql, in one transaction.
[[nodiscard]] std::string pgdump_text(const std::vector<FeatureTable>& tables, const ExportOptions& options);
void check_postgis(const ExportOptions& options);
UpsertCounts write_postgis(const std::vector<FeatureTable>& tables, const ExportOptions& options);

/// A value as text: the shortest decimals that read back as the same number; empty for no value.
[[nodiscard]] std::string text_of(const Value& value);

/// The geometry of a feature of this table as OGR has it; null if there is none.
[[nodiscard]] std::unique_ptr<OGRGeometry> geometry_of(const Feature& feature, const FeatureTable& table);

/// The first coordinate of the geometry, for findings.
[[nodiscard]] Point first_point(const Feature& feature);

}  // namespace grid::io
