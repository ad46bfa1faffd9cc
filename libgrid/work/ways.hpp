#pragma once

#include "libgrid/core/geometry.hpp"

namespace grid {

/// A straight piece of a line: one that people walk along, or one that they cannot cross.
struct Way {
    Point p;
    Point q;
    friend auto operator<=>(const Way&, const Way&) = default;
};

/// How people walk, whatever their speed.
struct WalkRules {
    double off_network = 1.3;  ///< metres walked for a metre of straight line where there is no way
    double roadside_m = 50;    ///< a site no farther from a way is passed on the way
};

}  // namespace grid
