#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Squares of a lattice, with sides of powers of two: the ground of an index. A square of level L is divided into four
/// of level L - 1; one of level 0 has a side of one step.
struct CellLattice {
    Point origin;
    double step = 1;          ///< 1e-7 degrees or a millimetre, or a power of two as much where the ground is large
    double per_unit = 1;      ///< 1 / step
    std::int32_t levels = 0;  ///< the square of this level, at the origin, holds all areas
    std::int32_t top = 0;     ///< squares of the level `levels - top` stand in a table, the larger ones nowhere

    /// The step that a coordinate is in, from the origin; it never decreases with the coordinate.
    [[nodiscard]] double column(double x) const noexcept { return (x - origin.x) * per_unit; }
    [[nodiscard]] double row(double y) const noexcept { return (y - origin.y) * per_unit; }
    [[nodiscard]] std::int64_t side() const noexcept { return std::int64_t{1} << levels; }
};

/// A piece of border, running upward or level, and the one or two areas that have it.
struct BorderSegment {
    Point low;
    Point high;
    std::int32_t a = -1;
    std::int32_t b = -1;  ///< -1: none
};

/// What a square of the lattice holds: the tag is in the two lowest bits.
enum class CellTag : std::uint32_t {
    area = 0,   ///< one area, or none, as a whole: its index plus one
    nodes = 1,  ///< the index of a node: its four quarters, south-west, south-east, north-west, north-east
    border = 2  ///< where its list begins: how many areas hold its middle, how many segments there are, and both
};

/// The index as it lies in memory, or in a file.
struct IndexArrays {
    CellLattice lattice;
    std::span<const BorderSegment> segments;
    std::span<const std::uint32_t> table;  ///< of the top squares, row by row from the south
    std::span<const std::array<std::uint32_t, 4>> nodes;
    std::span<const std::uint32_t> lists;
};

/// Finds the area that holds a point, among many, millions of times a second. Exact, by the rule of AreaLocator, which
/// it agrees with for areas of any shape: what is just to the east of the point, and a little less to the north,
/// decides; if that is in no area, the one whose border a hand meets first that starts from the point to the east and
/// turns counter-clockwise. Where areas overlap the one with the least index has the ground; rings of one area count
/// by the even-odd rule.
///
/// Method: a quadtree is refined until a square lies in one area or holds few segments. In the latter, the areas that
/// hold its middle are known, and whether the way from the point to the middle (level, then upright) crosses a segment
/// is asked of exact orientations with the coordinates as they were written.
class AreaIndex {
public:
    AreaIndex() = default;  ///< to be assigned to
    /// `step` is that of the lattice, in units of the coordinates. The areas are not kept. Coordinates are finite.
    /// Throws GeometryError for more than 2^31 - 1 segments, or more cells than 30 bits count.
    AreaIndex(std::span<const MultiPolygon> areas, double step);
    /// Arrays that are there, kept alive by `owner`. They must be consistent, see check_arrays().
    AreaIndex(const IndexArrays& arrays, std::shared_ptr<const void> owner)
        : m_arrays(arrays), m_owner(std::move(owner)) {}

    /// The area that holds the point; -1 if none does, or a coordinate is not finite. From any thread.
    [[nodiscard]] std::int32_t find(const Point& point) const;
    /// The same of many points at once, which is quicker.
    void find(std::span<const Point> points, std::span<std::int32_t> found) const;

    struct Nearest {
        std::int32_t area = -1;
        double distance_m = 0;
    };
    /// Of a point that no area holds the area with the nearest border, if that is no more than `reach_m` metres away;
    /// of several as near the one with the least index.
    [[nodiscard]] std::optional<Nearest> nearest(const Point& point, double reach_m, const GroundScale& scale) const;

    /// Ground that two areas have in common.
    struct Overlap {
        std::int32_t first = -1;
        std::int32_t other = -1;  ///< the larger index
        Point at;                 ///< beside it, or in it
        friend auto operator<=>(const Overlap&, const Overlap&) = default;
    };
    /// Each pair of areas that lie over each other along some border, ascending; overlaps that are narrower than
    /// coordinates are rounded may not be among them.
    [[nodiscard]] std::vector<Overlap> overlaps() const;

    [[nodiscard]] const IndexArrays& arrays() const { return m_arrays; }

private:
    [[nodiscard]] std::int32_t find_in(std::uint32_t cell, const Point& point) const;
    [[nodiscard]] std::int32_t find_at_border(std::uint32_t list, const Point& point) const;

    IndexArrays m_arrays;
    std::shared_ptr<const void> m_owner;
};

/// Whether arrays that come from elsewhere can be walked through without leaving them; `areas` is how many there are.
[[nodiscard]] bool check_arrays(const IndexArrays& arrays, std::size_t areas);

}  // namespace grid
