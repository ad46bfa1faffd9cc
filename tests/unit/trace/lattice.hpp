#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libgrid/core/plane.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid::test {

/// The output is the work plane moved by (1000, 2000).
inline constexpr Plane shifted{{1000, 2000}, {1, 1}, 1e5};

/// A mesh of unit squares and its plan.
struct Lattice {
    Mesh mesh;
    std::vector<std::int32_t> plan;
    std::int32_t grid_count = 0;
};

/// Each character other than '.' is a cell: 'A' goes to grid 0, 'B' to grid 1, and so on. The first row is the top one;
/// the lower left corner of the last row is the origin of the work plane. `is_input` says which vertices come from the
/// input (by default all).
Lattice lattice(const std::vector<std::string>& rows, const std::function<bool(const Point&)>& is_input = {});

/// "POLYGON((0 0,1 0,...))" of each part in work coordinates, joined by a blank.
std::string text(const MultiPolygon& grid);

/// What is wrong with a coverage, or nothing: each directed segment once, its opposite in another grid or on the
/// outline, each polygon valid (GEOS).
std::string coverage_fault(const std::vector<MultiPolygon>& grids, const std::vector<Ring>& outline);

/// The outline of the mesh: its input vertices only, unit on the left hand, closed.
std::vector<Ring> outline_of(const Mesh& mesh);

double area(const MultiPolygon& grid);

/// Even-odd test, for points that are not on a border.
bool contains(const MultiPolygon& grid, const Point& p);

}  // namespace grid::test
