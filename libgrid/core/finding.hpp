#pragma once

#include <cstdint>
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

/// A finding about a feature of a layer, with what can be drawn of it.
struct LocatedFinding {
    Finding finding;
    std::int64_t fid = -1;   ///< of the feature; -1: of none in particular
    bool has_place = false;  ///< `finding.at` says where
    MultiLineString lines;   ///< a border that is wrong; may be empty
    MultiPolygon area;       ///< ground that is wrong; may be empty
};

}  // namespace grid
