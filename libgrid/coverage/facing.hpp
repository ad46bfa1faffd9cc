#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Coordinates in metres around some point. One scale for x at each height: the shear between two heights that are some
/// metres apart is far below the widths that are looked at.
struct MetricFrame {
    Point origin;
    GroundScale scale;

    [[nodiscard]] Point operator()(const Point& p) const noexcept {
        return {(p.x - origin.x) * scale.metres_per_x(p.y), (p.y - origin.y) * scale.metres_per_unit};
    }
};

/// A piece of an outline, in metres, with its feature to the left.
using OutlinePiece = std::pair<Point, Point>;

/// Two pieces that face each other, where they do, as shares of their lengths.
struct Facing {
    std::int32_t first = 0;  ///< index of a piece
    std::int32_t second = 0;
    double width_m = 0;  ///< the larger of those at both ends
    double area_m2 = 0;  ///< of the ground between them
    std::pair<double, double> on_first;
    std::pair<double, double> on_second;
};

/// Whether two pieces run side by side in opposite directions, each to the right of the other, no farther apart than
/// `width_m` and for longer than that (JTS InvalidSegmentDetector, isNearlyParallel).
[[nodiscard]] std::optional<Facing> facing(const OutlinePiece& p, const OutlinePiece& q, double width_m);

/// All pairs for which `may_face` holds, by first and second (the greater one).
[[nodiscard]] std::vector<Facing> find_facing(std::span<const OutlinePiece> pieces, double width_m,
                                              const std::function<bool(std::int32_t, std::int32_t)>& may_face);

}  // namespace grid
