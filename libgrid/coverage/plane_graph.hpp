#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/cover_labels.hpp"
#include "libgrid/coverage/ring_assembly.hpp"

namespace grid {

/// A directed piece of the border of a feature, which lies to its left.
struct BorderPiece {
    DirectedSegment at;
    std::int32_t owner = 0;
};

/// Borders of features, noded: edges that meet in common ends only, each with those whose border it is. Where the
/// borders of one owner run to and fro they are left out.
struct PlaneGraph {
    std::vector<Line> edges;        ///< ascending
    std::vector<EdgeOwner> owners;  ///< ascending
    std::vector<Point> touched;     ///< points that a border was led through and did not pass before, ascending
};

/// See LineNoder for what is done, for `reach` and for `fixed`. `as_one`: afterwards all borders are those of owner 0.
/// Throws GeometryError if it does not settle, also with a reach that is hardly above the rounding errors.
[[nodiscard]] PlaneGraph make_plane_graph(std::span<const BorderPiece> border, double reach, bool as_one = false,
                                          std::span<const Point> fixed = {});

/// Adds the border of polygons.
void add_border(const MultiPolygon& polygons, std::int32_t owner, std::vector<BorderPiece>& border);

}  // namespace grid
