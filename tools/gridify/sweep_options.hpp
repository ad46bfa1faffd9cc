#pragma once

#include "libgrid/sweep/sweep.hpp"

#include <string>
#include <vector>

namespace grid::tools {

struct GridifyOptions;

/// What --sweep says: a goal, and its values in ascending order, as text that reads the same as by hand.
struct SweepOption {
    SweepGoal goal = SweepGoal::target;
    std::vector<std::string> values;
};

/// `NAME=FROM..TO/STEP` or `NAME=VALUE,VALUE,...`. Steps are exact in decimals. Throws ConfigError for other texts,
/// values that do not ascend, and more than a thousand of them.
[[nodiscard]] SweepOption sweep_of(const std::string& text);

/// The options of the run with one of the values, without the sweep.
[[nodiscard]] GridifyOptions options_at(const GridifyOptions& options, const std::string& value);

/// Throws ConfigError where options exclude each other with --sweep, or belong to it and it is not given; and for names
/// of outputs that do not say what they are.
void check_sweep(const GridifyOptions& options);

}  // namespace grid::tools
