#pragma once

#include <string>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

enum class Severity { warning, error };

/// Something in the data or in the result that the user must know of. Findings are data: they go into the layer
/// `issues`.
struct Finding {
    std::string code;  ///< stable, lower_snake_case: `site_outside`, `limit_missed`, ...
    Severity severity = Severity::warning;
    std::string unit_code;  ///< may be empty
    std::string grid_code;  ///< may be empty
    std::string message;
    Point at;  ///< output CRS
};

using Findings = std::vector<Finding>;

}  // namespace grid
