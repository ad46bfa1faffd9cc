#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/segment_grid.hpp"
#include "libgrid/work/node_ways.hpp"

namespace grid {

/// Lines that one cannot walk across.
class HardLines {
public:
    explicit HardLines(std::span<const Way> lines);

    /// Whether a straight walk would cross one.
    [[nodiscard]] bool are_crossed(const Point& from, const Point& to) const;

private:
    std::vector<Segment> m_segments;
    SegmentGrid m_grid;
};

/// Where the ways are reached from a place.
struct WayFoot {
    std::int32_t piece = 0;
    double share = 0;  ///< of the piece, from its `from`
    double metres = 0;
};

/// Finds the nearest way of a place.
class WayFinder {
public:
    explicit WayFinder(const NodedWays& ways);

    /// The nearest point of the ways to which no straight walk crosses a hard line; of several as near, that on the
    /// first piece.
    [[nodiscard]] std::optional<WayFoot> nearest(const Point& place, const HardLines& hard) const;

private:
    [[nodiscard]] std::vector<WayFoot> within(const LatticePoint& place, double reach_m) const;

    std::vector<Segment> m_segments;
    SegmentGrid m_grid;
    LatticeBox m_box;
};

}  // namespace grid
