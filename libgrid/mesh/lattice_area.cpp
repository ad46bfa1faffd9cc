#include <algorithm>

#include "libgrid/mesh/tessellate.hpp"

namespace grid {

namespace {

std::vector<LatticePoint> lattice_ring(const Ring& ring, bool counter_clockwise) {
    std::vector<LatticePoint> result;
    result.reserve(ring.size());
    for (const Point& p : ring) {
        const LatticePoint q = to_lattice(p);
        if (result.empty() || result.back() != q) result.push_back(q);
    }
    while (result.size() > 1 && result.back() == result.front())
        result.pop_back();
    Int128 area = 0;
    for (std::size_t i = 1; i + 1 < result.size(); ++i)
        area += cross(result[0], result[i], result[i + 1]);
    if (area == 0) return {};
    if ((area > 0) != counter_clockwise) std::reverse(result.begin(), result.end());
    return result;
}

}  // namespace

std::vector<LatticeArea> lattice_areas(const MultiPolygon& work) {
    std::vector<LatticeArea> areas;
    for (const Polygon& polygon : work) {
        LatticeArea area;
        if (auto shell = lattice_ring(polygon.shell, true); !shell.empty()) area.rings.push_back(std::move(shell));
        if (area.rings.empty()) continue;
        for (const Ring& hole : polygon.holes) {
            if (auto ring = lattice_ring(hole, false); !ring.empty()) area.rings.push_back(std::move(ring));
        }
        areas.push_back(std::move(area));
    }
    return areas;
}

LatticeBox box_of(const LatticeArea& area) {
    LatticeBox box{area.rings.front().front(), area.rings.front().front()};
    for (const auto& ring : area.rings) {
        for (const LatticePoint& p : ring)
            box.add(p);
    }
    return box;
}

}  // namespace grid
