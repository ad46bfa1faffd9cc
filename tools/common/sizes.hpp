#pragma once

#include "libgrid/layer/profile.hpp"

#include <cstdint>
#include <optional>

namespace grid::tools {

/// Sizes as options; what is unset is as the profile says.
struct SizeOptions {
    std::optional<std::int64_t> target;  ///< households
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> grids;
    std::optional<double> tolerance;
    std::optional<double> workload_tolerance;
};

/// The sizes of a run: options where given, else the profile's.
struct Sizes {
    std::int64_t target = 0;  ///< households
    std::int64_t min = 0;
    std::int64_t max = 0;
    std::optional<std::int64_t> grids;
    double tolerance = 0;
    double workload_tolerance = 0;
};

/// A target without min or max keeps the profile's proportions of min and max to target (min rounded down, max rounded
/// up). Throws ConfigError unless min <= target <= max.
[[nodiscard]] Sizes resolve_sizes(const SizeOptions& options, const Profile& profile);

}  // namespace grid::tools
