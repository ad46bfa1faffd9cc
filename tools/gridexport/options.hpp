#pragma once

#include "libgrid/export/export_layer.hpp"
#include "libgrid/view/view.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/work_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace grid::tools {

/// All options of gridexport, with their defaults.
struct GridexportOptions {
    CommonOptions common;

    // The layer
    InputOption grids;
    std::string key = usual_key;
    std::string input_crs;
    std::string encoding;  ///< of the input

    // Fields
    std::string fields;                ///< names with commas, as it was written
    std::vector<std::string> renames;  ///< old=new
    std::string schema;
    std::string created;
    std::string changed;

    // What offices have of a grid
    InputOption posts;
    bool address = false;
    std::optional<std::int64_t> publish;
    bool with_contacts = false;

    // Geometry
    std::optional<double> simplify_m;
    std::string output_crs;

    // Views
    std::string to;  ///< empty: by the name of the output, or none
    std::string title;
    std::string paper = "a4";  ///< of an atlas
    std::string unit_field;
    std::string households_field;
    InputOption boundaries;
    InputOption sites;
    SiteColumns site_columns;
    std::vector<BarrierOption> barriers;
    InputOption previous;
    std::string comparison;

    // Rounds
    InputOption cells;
    WorkOptions work;
    std::vector<InputOption> ways;
    std::string profile = "default";
    // What is counted of sites and cells: by alias.
    std::string households;
    std::string persons;
    std::string workload;

    // Output
    std::string output_format;  ///< empty: by the name of the output
    std::string csv_geometry = "wkt";
    ExportOptions output;
};

/// Parses and checks the command line. `options` is filled only if the result is Request::run.
/// Throws ConfigError. Touches no file but that of --config.
[[nodiscard]] Request parse_gridexport_options(int argc, const char* const* argv, GridexportOptions& options);

[[nodiscard]] std::string gridexport_help();
[[nodiscard]] std::string gridexport_usage();

/// What is to be made to look at instead of a layer: as --to says, else by the name of the output. Rounds are a layer.
[[nodiscard]] std::optional<View> view_of(const GridexportOptions& options);

/// What the library is to do, if a view is to be made. Throws ConfigError like request_from_options().
[[nodiscard]] ViewRequest view_request_from_options(const GridexportOptions& options, View view);

/// Throws what would go wrong with the output later, as far as it is known before any work.
void check_output_of(const GridexportOptions& options);

/// What the library is to do, if not. Reads the schema if it is a file. Throws ConfigError for options that are out of
/// range, missing, or contradict each other.
[[nodiscard]] ExportRequest request_from_options(const GridexportOptions& options);

}  // namespace grid::tools
