#include "tools/common/sizes.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/option_parser.hpp"

namespace grid::tools {

void add_size_options(boost::program_options::options_description& group, std::optional<std::int64_t>& target,
                      std::optional<std::int64_t>& min, std::optional<std::int64_t>& max) {
    const Profile profile;
    auto add = group.add_options();
    add("target", optional_value(target, "N"), by_profile("households in a grid", profile.target).c_str());
    add("min", optional_value(min, "N"), by_profile("households at least", profile.min).c_str());
    add("max", optional_value(max, "N"), by_profile("households at most", profile.max).c_str());
}

Sizes resolve_sizes(const SizeOptions& options, const Profile& profile) {
    Sizes sizes;
    Profile wanted = profile;
    if (options.target) wanted.set_target(*options.target);
    sizes.target = wanted.target;
    sizes.min = options.min.value_or(wanted.min);
    sizes.max = options.max.value_or(wanted.max);
    sizes.grids = options.grids;
    sizes.tolerance = options.tolerance.value_or(profile.tolerance);
    sizes.workload_tolerance = options.workload_tolerance.value_or(profile.workload_tolerance);
    if (sizes.min > sizes.target || sizes.target > sizes.max) {
        throw ConfigError(msg("the sizes do not fit each other: min {}, target {}, max {} (profile {})", sizes.min,
                              sizes.target, sizes.max, profile.name),
                          {}, msg("give --min, --target and --max together"));
    }
    return sizes;
}

}  // namespace grid::tools
