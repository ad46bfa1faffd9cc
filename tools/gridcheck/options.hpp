#pragma once

#include "libgrid/check/request.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/sizes.hpp"
#include "tools/common/work_options.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// A plan that the grids are compared with, and its fields.
struct PlanOption {
    InputOption input;
    GridFieldNames fields;
};

/// All options of gridcheck, with their defaults. What is unset here is as the profile says.
struct GridcheckOptions {
    CommonOptions common;

    // The layer
    InputOption grids;
    GridFieldNames fields;
    std::string input_crs;
    std::string encoding;

    // What it is held against
    InputOption boundaries;
    std::string boundaries_code;
    UnitRules unit_rules;
    InputOption sites;
    SiteColumns site_columns;
    InputOption cells;
    std::string households;  ///< of a site or cell, as the two after it
    std::string persons;
    std::string workload;
    double site_reach = 0;  ///< metres
    LandOptions land;
    WorkOptions work;
    std::string lineage;
    std::string lineage_layer;
    SizeOptions sizes;
    std::string profile = "default";

    // Other plans of the same units
    std::vector<PlanOption> plans;
    std::string comparison;

    // The checks
    std::vector<std::string> only;  ///< lists of codes with commas, as they were written
    std::vector<std::string> skip;
    std::vector<std::string> severity;  ///< CODE=error|warning|off
    double gap_width = CheckRequest{}.gap_width_m;
    double sliver_width = CheckRequest{}.sliver_width_m;
    double snap = CheckRequest{}.snap_m;
    GroundRule overlap_to = CheckRequest{}.overlap_to;
    bool close_inlets = false;
    bool give_slivers = false;
    std::string exceptions;
    std::string exceptions_layer;
    bool suggest = false;
    bool list_checks = false;

    // Output
    std::int64_t examples = 3;
    std::string issues;
    std::string summary;
    std::string repair;
    std::string recount;
    [[nodiscard]] const std::string& copy() const { return repair.empty() ? recount : repair; }
    std::string output_format;  ///< of the repaired layer; empty: by the extension
    bool overwrite = false;
    bool overwrite_layer = false;  ///< of a GeoPackage
};

/// Parses and checks the command line. `options` is filled only if the result is Request::run.
/// Throws ConfigError. Touches no file but that of --config.
[[nodiscard]] Request parse_gridcheck_options(int argc, const char* const* argv, GridcheckOptions& options);

[[nodiscard]] std::string gridcheck_help();
[[nodiscard]] std::string gridcheck_usage();

/// Adds --against and what belongs to it, and --comparison.
[[nodiscard]] boost::program_options::options_description plan_group(GridcheckOptions& options);

/// Tells the parser to keep the order of --against and what belongs to it.
void add_plan_order(OptionSet& set);

/// Takes these out of ParsedOptions::ordered. Throws ConfigError for an option without its file.
[[nodiscard]] std::vector<PlanOption> take_plan_options(std::vector<std::pair<std::string, std::string>>& ordered);

/// Throws ConfigError for options that are out of range, missing, or contradict each other. Touches no file.
void check_options(const GridcheckOptions& options);

/// Whether --comparison is to be JSON, or CSV: by its name. Throws ConfigError for another one.
[[nodiscard]] bool comparison_is_json(const std::string& path);

/// What the library is to do. Reads the profile if it is a file. Throws ConfigError.
[[nodiscard]] CheckRequest request_from_options(const GridcheckOptions& options);

}  // namespace grid::tools
