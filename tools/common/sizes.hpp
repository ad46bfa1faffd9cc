#pragma once

#include "libgrid/layer/profile.hpp"

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include <cstdint>
#include <optional>
#include <string>

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

/// What an option is for, and what it is without it.
template <typename Value>
[[nodiscard]] std::string by_profile(const char* what, const Value& value) {
    return fmt::format("{} (default: as the profile says, {})", what, value);
}

/// Adds --target, --min and --max.
void add_size_options(boost::program_options::options_description& group, std::optional<std::int64_t>& target,
                      std::optional<std::int64_t>& min, std::optional<std::int64_t>& max);

/// A target without min or max keeps the profile's proportions of min and max to target (min rounded down, max rounded
/// up). Throws ConfigError unless min <= target <= max.
[[nodiscard]] Sizes resolve_sizes(const SizeOptions& options, const Profile& profile);

}  // namespace grid::tools
