#include "libgrid/mesh/outline_rings.hpp"

#include <algorithm>

#include "libgrid/core/ring_area.hpp"

namespace grid {

namespace {

void add_ring(Outline& outline, const Ring& ring, bool is_shell, const Lattice& lattice) {
    OutlineRing result;
    for (const Point& p : ring) {
        if (result.points.empty() || result.points.back() != p) result.points.push_back(p);
    }
    while (result.points.size() > 1 && result.points.back() == result.points.front())
        result.points.pop_back();
    if (result.points.size() < 3) return;
    if (runs_counter_clockwise(ring) != is_shell) std::reverse(result.points.begin(), result.points.end());
    for (const Point& p : result.points)
        result.places.push_back(lattice.at(p));
    const auto number = static_cast<std::int32_t>(outline.rings.size());
    for (std::size_t i = 0; i < result.points.size(); ++i)
        outline.segments.push_back({number, static_cast<std::int32_t>(i)});
    outline.rings.push_back(std::move(result));
}

}  // namespace

Outline make_outline(std::span<const Polygon> polygons, const Lattice& lattice) {
    Outline outline;
    for (const Polygon& polygon : polygons) {
        add_ring(outline, polygon.shell, true, lattice);
        for (const Ring& hole : polygon.holes)
            add_ring(outline, hole, false, lattice);
    }
    return outline;
}

std::vector<TaggedSegment> Outline::lines() const {
    std::vector<TaggedSegment> result;
    result.reserve(segments.size());
    for (std::size_t s = 0; s < segments.size(); ++s) {
        const auto& places = rings[static_cast<std::size_t>(segments[s].ring)].places;
        const auto i = static_cast<std::size_t>(segments[s].index);
        const LatticePoint& from = places[i];
        const LatticePoint& to = places[(i + 1) % places.size()];
        if (from != to) result.push_back({{from, to}, static_cast<std::int32_t>(s)});
    }
    return result;
}

}  // namespace grid
