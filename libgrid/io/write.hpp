#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/output_set.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

enum class Format { geopackage, shapefile, geojson, geojsonseq, flatgeobuf };

/// By name (`GPKG`, `ESRI Shapefile`, `GeoJSON`, `GeoJSONSeq`, `FlatGeobuf`, without case, and the short forms gpkg,
/// shp, geojson, geojsonl, fgb) or, if `name` is empty, by the extension of `path`; standard output (`-`) is GeoJSON
/// then. Throws ConfigError naming the formats there are, if the extension is not one of the named format, or if a pipe
/// cannot hold it.
[[nodiscard]] Format choose_format(const std::string& name, const std::string& path);

/// Tables that stand beside the grids in a GeoPackage.
inline const std::vector<std::string> tables_beside_grids{"issues",    "lineage",       "grid_run",    "micro",
                                                          "micro_run", "micro_lineage", "layer_styles"};

/// The layer of the grids and those tables.
[[nodiscard]] std::vector<std::string> grid_tables(const std::string& layer = "grids");

struct OutputOptions {
    std::string path{};
    Format format = Format::geopackage;
    bool overwrite = false;
    /// Of a GeoPackage that is there only `tables` are replaced, and all else in it stays.
    bool overwrite_layer = false;
    bool can_share = true;  ///< whether advice may name `overwrite_layer`
    /// What the output replaces in a GeoPackage; `barriers_*` is all that begins so.
    std::vector<std::string> tables = grid_tables();
    std::string encoding = "UTF-8";  ///< of a Shapefile
    /// What the names of further files beside the output end in (`<stem>_issues.<ext>`); none for a GeoPackage.
    std::vector<std::string> beside{"_issues", "_lineage.csv", "_micro", "_micro_lineage.csv"};
};

/// Throws InputError if the output (or one of its sidecars) exists and may not be overwritten, if it is a GeoPackage
/// with tables that are none of `tables` and would go with `overwrite`, if its folder is missing or not writable, if it
/// is not a regular file, or if a GeoPackage is open in another program (its `-wal` or `-journal` is there; this even
/// with `overwrite`). ConfigError if the encoding is unknown. Touches nothing: where the
/// file system has no unnamed files, an empty hidden folder is made and removed. To be called before any work.
void check_output(const OutputOptions& options);

/// Throws ConfigError if the format cannot express the CRS (GeoJSON names a CRS by its EPSG code, GeoJSONSeq none).
void check_output_crs(Format format, const std::string& crs_wkt);

/// Writes the layer `grids` and beside it, in a GeoPackage, `issues`, `grid_run`, `layer_styles` and, if there is one,
/// `lineage`; with the other formats issues go to `<stem>_issues.<ext>` and the lineage to `<stem>_lineage.csv`. A
/// layer below is `micro`, with `micro_run` and `micro_lineage`, or `<stem>_micro.<ext>` and
/// `<stem>_micro_lineage.csv`. Everything is written into a hidden folder beside the output and renamed when complete
/// and synced; an old file stays whole until then, and without `overwrite` one that has appeared meanwhile stays. Bytes
/// depend on the content only: the date of last change is that of `output_date`. Returns findings of the code
/// `text_cut`: texts that were longer than a Shapefile's field can hold (254 bytes). Throws InputError (full disk, no
/// permission, text that the encoding of the Shapefile lacks) after removing what was half-written.
Findings write_grid_layer(const GridLayer& layer, const OutputOptions& options);

/// Writes findings as layers that QGIS shows styled: `issues` has a point for each; `issue_lines` and `issue_areas`
/// hold those that have a line or an area. In other formats than GeoPackage the two go to `<stem>_lines.<ext>` and
/// `<stem>_areas.<ext>`. `crs_wkt` may be empty. As safe as write_grid_layer(), and throws the same.
/// `options.beside` must be issue_files.
Findings write_issue_layers(const Findings& findings, const std::string& crs_wkt, const OutputOptions& options);
inline const std::vector<std::string> issue_files{"_lines", "_areas"};
inline const std::vector<std::string> issue_tables{"issues", "issue_lines", "issue_areas", "layer_styles"};

/// What write_changed_copy() will call the layer, in a GeoPackage; empty where it is called by the name of the output.
[[nodiscard]] std::string copied_layer_name(const Source& source, const OutputOptions& options);

/// What is other in a copy than in the layer: by the order of reading.
struct CopyChanges {
    std::map<std::int64_t, MultiPolygon> geometry{};
    std::map<std::int64_t, std::vector<std::pair<std::string, double>>> values{};  ///< by field; whole in whole fields
};

/// Writes a copy of the source's layer: its features in their order with all fields, those of `geometry` (by the order
/// of reading) with another geometry, those whose geometry is empty there left out. What is not named there keeps its
/// geometry bit for bit. Safe like write_grid_layer(); throws InputError.
Findings write_changed_copy(Source& source, const std::map<std::int64_t, MultiPolygon>& geometry,
                            const OutputOptions& options);

/// The date of last change that every output carries, so that equal content means equal bytes.
inline constexpr const char* output_date = "2000-01-01T00:00:00Z";

/// Text written in the same safe way. Throws InputError.
void write_text(const std::string& path, const std::string& text, bool overwrite);

/// Throws what write_text() would throw because of what is there already. To be called before any work.
void check_text_output(const std::string& path, bool overwrite);

/// The same outputs, written to come into place with others, when the set is committed.
Findings write_grid_layer(const GridLayer& layer, const OutputOptions& options, OutputSet& outputs);
Findings write_issue_layers(const Findings& findings, const std::string& crs_wkt, const OutputOptions& options,
                            OutputSet& outputs);
Findings write_changed_copy(Source& source, const CopyChanges& changes, const OutputOptions& options,
                            OutputSet& outputs);
void write_text(const std::string& path, const std::string& text, bool overwrite, OutputSet& outputs);

/// Removes the hidden folders of writes under way, so that the process can end. To be called from a thread that waits
/// for signals (not from within a signal handler). Waits while complete files are being renamed.
void discard_unfinished_output() noexcept;

}  // namespace grid
