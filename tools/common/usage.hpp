#pragma once

#include <string>

#include "libgrid/core/message.hpp"

#include "tools/common/option_parser.hpp"

namespace grid::tools {

/// The options of a tool for programs: one JSON object, ending with a newline. `tool`, `positional` (the option that a
/// word without a dash is a value of), and `options`, in the order of the help: `name`, `short`, `value` (what the help
/// calls it; absent for a switch), `default` (if it has one), `file` (`input` or `output`, where it names one),
/// `choices` (where the help lists them), `repeatable`, `help`.
[[nodiscard]] std::string usage_json(const std::string& tool, const OptionSet& set);

/// The options of the set whose names are nearest to a mistyped one, as `--name`, joined by ` or `: those that begin
/// with it, else those with the fewest letters to be changed, left out, added or swapped (optimal string alignment), if
/// that is a third of them at most. Empty if none is near.
[[nodiscard]] Message nearest_options(const std::string& mistyped, const OptionSet& set);

}  // namespace grid::tools
