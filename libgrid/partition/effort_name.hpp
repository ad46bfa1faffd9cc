#pragma once

#include <string>

#include "libgrid/partition/partition.hpp"

namespace grid {

/// As users name it: fast, normal, best. Throws ConfigError for another name.
[[nodiscard]] Effort effort_of_name(const std::string& name);

[[nodiscard]] const char* effort_name(Effort effort);

}  // namespace grid
