#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/io/output_set.hpp"

namespace grid {

enum class ExportFormat {
    geopackage,
    shapefile,
    geojson,
    geojsonseq,
    flatgeobuf,
    kml,
    kmz,
    csv,
    xlsx,
    mvt,
    mbtiles,
    pgdump,
    postgis
};

/// By name (of the OGR driver, or the usual extension, without case) or, if `name` is empty, by how `path` begins
/// (`PG:`, `postgresql://`) or ends; a path that ends in `/` is a folder of tiles, standard output (`-`) GeoJSON.
/// Throws ConfigError naming the formats there are, or if the extension is not one of the named format.
[[nodiscard]] ExportFormat choose_export_format(const std::string& name, const std::string& path);

/// True for what is a connection to a database (`PG:...`, `postgresql://...`) and no path of a file.
[[nodiscard]] bool is_connection(const std::string& path);

/// True for the formats that are always in WGS 84: GeoJSON (RFC 7946) and its sequences, KML and KMZ, and for tiles,
/// which GDAL projects itself.
[[nodiscard]] bool needs_wgs84(ExportFormat format);

/// True for the formats that hold several tables: the GeoPackage and the database, the latter as `<layer>_<name>`.
[[nodiscard]] bool holds_tables(ExportFormat format);

/// True for vector tiles, in a file or a folder.
[[nodiscard]] bool is_tiled(ExportFormat format);

enum class CsvGeometry { wkt, point, none };

struct ExportOptions {
    std::string path{};  ///< of a database: `PG:...`
    ExportFormat format = ExportFormat::geopackage;
    bool overwrite = false;        ///< of a file or folder
    bool overwrite_layer = false;  ///< of a database or a GeoPackage: the tables that are written, and no others
    bool upsert = false;           ///< of rows of a table in a database, by `key`
    /// Of an upsert: codes that were given up, none of which is in the layer, and whose households are in grids of the
    /// layer. Their rows go.
    std::vector<std::string> retired{};
    /// The same, but nothing says where their households are. Their rows go where other grids cover them.
    std::vector<std::string> lapsed{};
    bool keep_retired = false;       ///< they stay, and are counted
    std::string layer = "grids";     ///< of a database also `schema.table`
    std::string key{};               ///< field that is the primary key in a database
    bool is_numbered = false;        ///< there is no such field: rows of a database are numbered
    std::string label{};             ///< field that names a feature in KML; empty: none
    std::string encoding = "UTF-8";  ///< of a Shapefile
    CsvGeometry csv_geometry = CsvGeometry::wkt;
    bool byte_order_mark = false;  ///< of CSV
    bool styles = false;           ///< of a database: it gets the styles for QGIS that a GeoPackage has
    bool titles = false;           ///< the heads of CSV and XLSX are titles, not names
    int min_zoom = 5;              ///< of tiles, as the next
    int max_zoom = 14;
    /// Of tiles: leaves out vertices that a level cannot show, all borders alike; not set: none is.
    std::function<void(std::vector<MultiPolygon>& polygons, int zoom)> thin{};
    int threads = 0;                         ///< for tiles; 0: one for each core
    std::vector<std::string> more_tables{};  ///< that are written, beside those of every layer of grids
};

/// What has become of the rows that a table had before an upsert.
struct UpsertCounts {
    std::int64_t removed = 0;       ///< of codes that were given up
    std::int64_t retired_kept = 0;  ///< the same, which were to stay
    std::int64_t not_in_layer = 0;  ///< all that stay without being in the layer, the above among them
};

/// Throws what write_export() would throw because of what is there already: InputError if the output exists and may not
/// be replaced, if its folder cannot be written to, or if the database cannot be used (no connection, no PostGIS, no
/// table to upsert into is no error). ConfigError for an encoding or a layer name that cannot be. To be called before
/// any work; touches nothing.
void check_export(const ExportOptions& options);

/// Throws ConfigError if a database cannot name the CRS (WKT): it has no EPSG code.
void check_database_crs(const std::string& crs_wkt);

/// The layer of grids, and of issues, lineage and grid_run those that are not empty, for write_export().
[[nodiscard]] std::vector<FeatureTable> feature_tables(const GridLayer& layer);

/// Writes the first table as the layer `options.layer`, and the others beside it where holds_tables(). Files and
/// folders are written beside the output and renamed when complete; a database is changed in one transaction. Bytes
/// depend on the content only. Returns findings: `text_cut`, `name_cut` (Shapefile, tiles). Throws InputError and
/// ConfigError.
Findings write_export(const std::vector<FeatureTable>& tables, const ExportOptions& options);
/// The same of a file or folder, to come into place with others, when the set is committed.
Findings write_export(const std::vector<FeatureTable>& tables, const ExportOptions& options, OutputSet& outputs);

/// The same with `upsert` into a database. A table without rows, but for the first, empties what is there of its name.
UpsertCounts upsert_into_database(const std::vector<FeatureTable>& tables, const ExportOptions& options);

}  // namespace grid
