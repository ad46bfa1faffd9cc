#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// The codes of what can be wrong with a feature by itself.
namespace geometry_code {
inline constexpr std::string_view empty = "empty_geometry";               ///< no ring with points
inline constexpr std::string_view invalid = "invalid_geometry";           ///< not valid in the OGC sense: reason, place
inline constexpr std::string_view ring_self_touch = "ring_self_touch";    ///< a ring passes twice through one point
inline constexpr std::string_view collapsed_ring = "collapsed_ring";      ///< a ring without area
inline constexpr std::string_view repeated_point = "repeated_point";      ///< the same point twice in a row
inline constexpr std::string_view sliver = "sliver";                      ///< a part narrower than `sliver_width_m`
inline constexpr std::string_view spike = "spike";                        ///< a border that runs out and back again
inline constexpr std::string_view ring_orientation = "ring_orientation";  ///< shell and hole run the same way round
inline constexpr std::string_view multipart = "multipart";                ///< more than one polygon
}  // namespace geometry_code

struct GeometryDefect {
    std::string code;  ///< one of geometry_code
    Message message;   ///< a clause: what is wrong
    Point at;
};

struct GeometryOptions {
    GroundScale scale;
    double sliver_width_m = 0;  ///< parts with a smaller mean width (2 area / perimeter) are slivers; 0: none are
    /// A border that turns back within less than this angle is a spike; 0: only those that run back on themselves.
    double spike_angle_degrees = 0.01;
};

/// What is wrong with one feature by itself, in the order of its rings. Nothing for a good one. Each repeated point and
/// each spike is a finding, everything else at most one a ring. A feature is `invalid_geometry` exactly where GEOS
/// calls it not valid, once, with the reason; spikes, collapsed rings and rings that touch themselves say more of it.
/// Null geometries are for the caller to tell from empty ones. `multipart` is found for every feature with several
/// polygons: whether that is a fault the caller knows from the unit. Which way shells run is not looked at (OGC and
/// Shapefile differ), only that holes run the other way. May be called from several threads.
[[nodiscard]] std::vector<GeometryDefect> check_geometry(const MultiPolygon& feature,
                                                         const GeometryOptions& options = {});

}  // namespace grid
