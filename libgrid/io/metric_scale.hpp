#pragma once

#include <optional>
#include <string>

#include "libgrid/core/plane.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

/// Tells how long a unit of the coordinates of a CRS is on the ground.
class ScaleFinder {
public:
    explicit ScaleFinder(const std::string& crs_wkt);

    /// At a place: along x and along y, of the ellipsoid. Exactly 1 where the CRS is projected in metres and true to
    /// 1 % there. Where a place is beyond what the CRS can hold, that of the linear unit.
    [[nodiscard]] MetricScale at(const Point& place) const;

private:
    Ellipsoid m_ellipsoid;
    double m_metres_per_unit = 1;              ///< projected
    std::optional<CrsTransform> m_to_degrees;  ///< projected
};

}  // namespace grid
