#include "libgrid/coverage/clean_rings.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libgrid/coverage/ring_assembly.hpp"

namespace grid {

std::optional<std::vector<Ring>> simple_rings(const Ring& ring, bool is_hole) {
    std::vector<DirectedSegment> segments;
    add_segments(ring, is_hole, segments);
    cancel_opposites(segments);
    return split_rings(std::move(segments));
}

std::optional<MultiPolygon> clean_rings(const MultiPolygon& polygons) {
    std::vector<Ring> rings;
    const auto add = [&rings](const Ring& ring, bool is_hole) {
        std::optional<std::vector<Ring>> parts = simple_rings(ring, is_hole);
        if (parts) std::ranges::move(*parts, std::back_inserter(rings));
        return parts.has_value();
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
