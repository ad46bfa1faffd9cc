#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/gridmerge/options.hpp"

#include <fmt/format.h>

namespace grid::tools {

namespace {

constexpr double most_snap_m = 100;

const char* name_of(OnDuplicate rule) {
    switch (rule) {
        case OnDuplicate::first:
            return "first";
        case OnDuplicate::last:
            return "last";
        case OnDuplicate::merge:
            return "merge";
        case OnDuplicate::error:
            break;
    }
    return "error";
}

}  // namespace

void check_options(const GridmergeOptions& options) {
    const MergeRequest& merge = options.merge;
    if (merge.inputs.empty()) throw ConfigError(msg("there are no inputs"), {}, msg("give files with layers of grids"));
    if (options.output.path.empty()) throw ConfigError(msg("there is no output"), {}, msg("give -o FILE"));
    if (merge.replace && merge.inputs.size() < 2)
        throw ConfigError(msg("--replace needs a base and what replaces its units"), {},
                          msg("give two inputs or more"));
    if (!options.by.empty() && !merge.roll_up_field.empty())
        throw ConfigError(msg("--by and --by-field exclude each other"), {}, msg("leave out one of them"));
    const bool rolls_up = !options.by.empty() || !merge.roll_up_field.empty();
    if (!options.boundaries.path.empty() && !rolls_up)
        throw ConfigError(msg("--boundaries is given without --by or --by-field"), {}, msg("leave it out"));
    if (options.boundaries.path.empty() && !options.boundaries.layer.empty())
        throw ConfigError(msg("--boundaries-layer is given without --boundaries"));
    if (merge.fuse_below && rolls_up)
        throw ConfigError(msg("--fuse-below and --by exclude each other"), {},
                          msg("fuse first, then roll up what came of it"));
    if (merge.fuse_below && (*merge.fuse_below < 1 || *merge.fuse_below > 1'000'000'000))
        throw ConfigError(msg("--fuse-below must be from 1 to 1000000000, not {}", *merge.fuse_below));
    check_day("valid-from", merge.date);
    if (!merge.fuse_below && !merge.date.empty()) throw ConfigError(msg("--valid-from is given without --fuse-below"));
    if (merge.replace && merge.on_duplicate == OnDuplicate::merge)
        throw ConfigError(msg("--replace and --on-duplicate merge exclude each other"), {},
                          msg("join the units first, then replace those of the base"));
    if (!(merge.snap_m >= 0 && merge.snap_m <= most_snap_m))
        throw ConfigError(msg("--snap must be from 0 to {} metres, not {}", most_snap_m, merge.snap_m));
    std::vector<std::pair<std::string, InputOption>> layers{{"--boundaries", options.boundaries}};
    for (const MergeInput& input : merge.inputs) {
        const std::string layer = input.source.layer.empty() ? "grids" : input.source.layer;
        layers.emplace_back("an input", InputOption{input.source.path, layer, {}});
    }
    check_grid_output(options.output, layers);
}

RunRecord options_in_effect(const GridmergeOptions& options) {
    const MergeRequest& merge = options.merge;
    RunRecord record;
    if (merge.replace) record.emplace_back("replace", "true");
    if (merge.on_duplicate != OnDuplicate::error) record.emplace_back("on-duplicate", name_of(merge.on_duplicate));
    if (merge.snap_m > 0) record.emplace_back("snap", fmt::format("{:g}", merge.snap_m));
    if (!options.by.empty()) record.emplace_back("by", options.by);
    if (!merge.roll_up_field.empty()) record.emplace_back("by-field", merge.roll_up_field);
    if (merge.fuse_below) record.emplace_back("fuse-below", fmt::format("{}", *merge.fuse_below));
    if (!merge.date.empty()) record.emplace_back("valid-from", merge.date);
    if (!merge.output_crs.empty()) record.emplace_back("output-crs", merge.output_crs);
    if (options.common.allow_ballpark) record.emplace_back("allow-ballpark", "true");
    return record;
}

}  // namespace grid::tools
