#pragma once

#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/layer/shard.hpp"
#include "libgrid/partition/partition.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/grid_output.hpp"
#include "tools/common/input_options.hpp"
#include "tools/common/sizes.hpp"
#include "tools/common/work_options.hpp"
#include "tools/gridify/sweep_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace grid::tools {

/// Sizes of micro-grids as given: limits that are not are in the usual proportions.
struct MicroOption {
    std::int64_t target = 0;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
};

/// All options of gridify, with their defaults. What is unset here is as the profile says.
struct GridifyOptions {
    CommonOptions common;

    // Inputs
    InputOption boundaries;  ///< empty path: the units are groups of cells
    std::string code_field;
    std::string name_field;
    std::vector<std::string> units;  ///< codes; empty: all
    std::optional<OutlineRule> outline;
    UnitRules unit_rules;
    UnitSizeFields unit_sizes;
    InputOption sites;
    SiteColumns site_columns;
    InputOption cells;
    std::string unit_field;  ///< set if and only if there are no boundaries
    std::string households;
    std::string persons;
    std::string site_id;
    std::string workload;   ///< SQL expression; empty: households
    double site_reach = 0;  ///< metres
    double snap = 0.01;     ///< metres
    std::vector<BarrierOption> barriers;
    std::vector<InputOption> blocks;
    std::vector<InputOption> dedicated;
    std::string dedicated_name;
    std::vector<InputOption> wishes;
    WorkOptions work;
    std::vector<InputOption> ways;
    std::string input_crs;
    std::string encoding;

    // Grids that are there already
    InputOption previous;  ///< empty path: none
    std::string previous_code;
    std::string previous_unit;
    std::string unit_map;
    InputOption plan;  ///< empty path: none
    std::string plan_field;
    double plan_snap = 0;  ///< metres
    bool improve = false;
    bool complete = false;
    bool renumber = false;
    std::string valid_from;  ///< YYYY-MM-DD
    InputOption used_codes;  ///< empty path: none
    std::string used_codes_field;
    double stability = PreviousSource{}.stability;
    std::optional<std::pair<std::int64_t, std::int64_t>> keep_range;  ///< households

    // Sizes and codes
    std::optional<std::int64_t> target;  ///< households
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> grids;  ///< in all; then target, min and max are unset
    std::optional<double> tolerance;
    std::optional<double> workload_tolerance;
    std::optional<double> evenness;
    std::optional<double> max_radius;  ///< metres
    std::optional<MicroOption> micro;  ///< unset: as the profile says
    std::string micro_name;
    std::string profile = "default";
    Effort effort = Effort::normal;
    std::int32_t tries = 1;
    Shard shard;

    // Staff
    std::optional<double> target_hours;  ///< of a grid, a month
    std::optional<double> hours;         ///< of a worker, a month
    std::optional<double> part_time;     ///< share
    std::optional<std::int64_t> workers;
    std::string staff;  ///< .csv or .xlsx, as the next
    std::string staff_areas;
    [[nodiscard]] bool wants_staff() const { return !staff.empty() || !staff_areas.empty(); }

    // Several values instead of one
    std::optional<SweepOption> sweep;
    bool count_only = false;
    std::string chart;  ///< ends in .html

    // Output
    GridOutput output;
    std::string output_crs;  ///< empty: that of the boundaries
    std::string assignments;
    std::string improvements;
    std::string report;  ///< ends in .json or .txt
};

/// Parses and checks the command line. `options` is filled only if the result is Request::run.
/// Throws ConfigError. Touches no file but that of --config.
[[nodiscard]] Request parse_gridify_options(int argc, const char* const* argv, GridifyOptions& options);

[[nodiscard]] std::string gridify_help();
[[nodiscard]] std::string gridify_usage();

/// As resolve_sizes() of the sizes alone.
[[nodiscard]] Sizes resolve_sizes(const GridifyOptions& options, const Profile& profile);

}  // namespace grid::tools
