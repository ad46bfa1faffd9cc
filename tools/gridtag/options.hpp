#pragma once

#include "libgrid/io/export_layers.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/tag/tag_stream.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/input_options.hpp"

#include <string>
#include <vector>

namespace grid::tools {

/// All options of gridtag, with their defaults.
struct GridtagOptions {
    CommonOptions common;

    // The grids
    InputOption grids;
    GridFieldNames fields;
    std::string input_crs;
    std::string encoding;  ///< of the grids
    std::string as_of;     ///< YYYY-MM-DD

    // The records
    InputOption records{.path = standard_stream, .layer = {}, .where = {}};
    std::string records_format;    ///< csv, json, gis; empty: by the name, else by the content
    std::string records_encoding;  ///< of text
    std::string separator;         ///< as it was written
    bool no_header = false;
    Shard shard;
    std::string x;
    std::string y;
    std::string wkt;
    std::string crs;
    std::string address_code;

    // Sites
    InputOption sites;
    SiteColumns site_columns;
    std::string site_id;

    // What is added
    std::string add = "grid_code";  ///< as it was written
    double reach_m = 0;

    // Counts
    std::string counts;
    std::string counts_by = "grid";
    std::string kind;
    std::string time;
    std::string period;  ///< empty: month

    // Output
    std::string output = standard_stream;
    std::string output_format;
    std::string output_layer = "records";
    bool overwrite = false;
    bool overwrite_layer = false;
    std::string write_index;

    /// Whether --add names it.
    [[nodiscard]] bool adds(AddedKind what) const;
    /// Records go from text to text, a block at a time; else they are a layer of a GIS file.
    [[nodiscard]] bool is_stream() const;
    /// Records are to be tagged; else only an index is written.
    [[nodiscard]] bool tags() const { return write_index.empty() || records.path != standard_stream; }
};

/// Parses and checks the command line. `options` is filled only if the result is Request::run.
/// Throws ConfigError. Touches no file but that of --config.
[[nodiscard]] Request parse_gridtag_options(int argc, const char* const* argv, GridtagOptions& options);

[[nodiscard]] std::string gridtag_help();
[[nodiscard]] std::string gridtag_usage();

/// Throws ConfigError for options that are missing, out of range, or contradict each other. Touches no file.
void check_options(const GridtagOptions& options);

/// What the library is to do. Throws ConfigError.
[[nodiscard]] TagRequest request_from_options(const GridtagOptions& options);

/// The layer of records, where they are no stream. `grids_crs` is their CRS where nothing names another one.
[[nodiscard]] SourceRef records_source(const GridtagOptions& options, const std::string& grids_crs);

/// Where this layer goes.
[[nodiscard]] ExportOptions records_output(const GridtagOptions& options);

}  // namespace grid::tools
