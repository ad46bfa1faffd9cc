#pragma once

// For the files of this stage only: the table of plans that gridcheck --comparison writes.

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace grid {

/// A list with an object for each plan: `file` and the figures that are numbers. Null for an empty path. Throws
/// ConfigError for a file that is no such table.
[[nodiscard]] nlohmann::ordered_json read_comparison(const std::string& path);

}  // namespace grid
