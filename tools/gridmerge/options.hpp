#pragma once

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/merge/request.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/grid_output.hpp"
#include "tools/common/input_options.hpp"

#include <string>
#include <utility>
#include <vector>

namespace grid::tools {

/// All options of gridmerge, with their defaults.
struct GridmergeOptions {
    CommonOptions common;
    MergeRequest merge;
    std::string by;  ///< as it was written
    InputOption boundaries;

    // Output
    GridOutput output;
};

/// Parses and checks the command line. `options` is filled only if the result is Request::run.
/// Throws ConfigError. Touches no file but that of --config.
[[nodiscard]] Request parse_gridmerge_options(int argc, const char* const* argv, GridmergeOptions& options);

[[nodiscard]] std::string gridmerge_help();
[[nodiscard]] std::string gridmerge_usage();

/// The inputs of the options --input, --layer and so on, in their order: what comes before the first input holds for
/// all, what comes after one for that one. Throws ConfigError for an option that an input has twice.
[[nodiscard]] std::vector<MergeInput> take_inputs(const std::vector<std::pair<std::string, std::string>>& ordered);

/// Throws ConfigError for options that are missing or contradict each other. Touches no file.
void check_options(const GridmergeOptions& options);

/// The options as they took effect, for `grid_run`; inputs are not among them.
[[nodiscard]] RunRecord options_in_effect(const GridmergeOptions& options);

}  // namespace grid::tools
