#include "libgrid/coverage/clean_rings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libgrid/core/predicates.hpp"
#include "libgrid/coverage/ring_assembly.hpp"

namespace grid {

std::optional<std::vector<Ring>> simple_rings(const Ring& ring, bool is_hole) {
    std::vector<DirectedSegment> segments;
    add_segments(ring, is_hole, segments);
    cancel_opposites(segments);
    return split_rings(std::move(segments));
}

namespace {

/// A ring that crosses itself so that what it encloses to its left and to its right is the same, as a bow tie does: it
/// has ground, though no area is left of it.
bool hides_ground(const Ring& ring) {
    if (doubled_area(ring) != 0) return false;
    const auto other = std::ranges::find_if(ring, [&](const Point& p) { return p != ring.front(); });
    return std::ranges::any_of(ring, [&](const Point& p) { return orientation(ring.front(), *other, p) != 0; });
}

}  // namespace

std::optional<MultiPolygon> clean_rings(const MultiPolygon& polygons) {
    std::vector<Ring> rings;
    const auto add = [&rings](const Ring& ring, bool is_hole) {
        std::optional<std::vector<Ring>> parts = simple_rings(ring, is_hole);
        if (!parts || std::ranges::any_of(*parts, hides_ground)) return false;
        std::ranges::move(*parts, std::back_inserter(rings));
        return true;
    };
    for (const Polygon& polygon : polygons) {
        if (!add(polygon.shell, false)) return std::nullopt;
        for (const Ring& hole : polygon.holes) {
            if (!add(hole, true)) return std::nullopt;
        }
    }
    std::optional<MultiPolygon> clean = nest_rings(std::move(rings));
    if (!clean || clean->empty()) return std::nullopt;
    return clean;
}

}  // namespace grid
