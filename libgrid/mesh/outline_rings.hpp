#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/snap_lines.hpp"

namespace grid {

/// A ring of a unit's outline with the unit on its left, without the repeated last point. Points that repeat the one
/// before are left out.
struct OutlineRing {
    std::vector<Point> points;         ///< output coordinates, bit for bit
    std::vector<LatticePoint> places;  ///< theirs on the lattice
};

/// The segment of a ring from point `index` to the next one.
struct OutlineSegment {
    std::int32_t ring = 0;
    std::int32_t index = 0;
};

/// The outline of a unit: what is sacred. All segments have a number, in the order of rings and points.
struct Outline {
    std::vector<OutlineRing> rings;
    std::vector<OutlineSegment> segments;

    /// The segments as lines, tagged with their numbers; those of no length on the lattice are left out.
    [[nodiscard]] std::vector<TaggedSegment> lines() const;
};

/// Rings of fewer than three points are left out.
[[nodiscard]] Outline make_outline(std::span<const Polygon> polygons, const Lattice& lattice);

}  // namespace grid
