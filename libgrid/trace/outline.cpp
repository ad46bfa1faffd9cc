#include "libgrid/trace/outline.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace grid {

namespace {

/// Leaves out the points that are new and in the middle of a line that stays as it came: of the outline, or of a border
/// that was there before.
void drop_new_points(Chain& chain) {
    const bool closed = chain.first < 0;
    const std::size_t segments = chain.flags.size();
    const std::size_t count = closed ? segments : segments + 1;
    const auto stays = [&chain](std::size_t segment) {
        return chain.is_outline() || (chain.flags[segment] & edge_previous) != 0;
    };
    std::vector<MeshVertex> points;
    std::vector<std::uint8_t> flags;
    points.reserve(count + 1);
    for (std::size_t i = 0; i < count; ++i) {
        const bool is_node = !closed && (i == 0 || i + 1 == count);
        const std::size_t before = (i + segments - 1) % segments;
        if (!is_node && !chain.points[i].is_input && stays(before) && stays(i)) continue;
        points.push_back(chain.points[i]);
        flags.push_back(chain.flags[before]);
    }
    if (closed && !points.empty()) {
        points.push_back(points.front());
        flags.push_back(flags.front());
    }
    if (!flags.empty()) flags.erase(flags.begin());
    chain.points = std::move(points);
    chain.flags = std::move(flags);
}

}  // namespace

void drop_new_points(Network& network) {
    for (Chain& chain : network.chains)
        drop_new_points(chain);
}

std::vector<OutlineSplit> find_splits(const Network& network, const Mesh& mesh) {
    std::map<std::pair<Point, Point>, std::vector<Point>> nodes;  // by segment, the smaller end first
    for (const Node& node : network.nodes) {
        if (node.at.outline_segment < 0) continue;
        const auto& [p, q] = mesh.outline_segments[static_cast<std::size_t>(node.at.outline_segment)];
        nodes[std::minmax(p, q)].push_back(node.at.output);
    }
    std::vector<OutlineSplit> splits;
    for (auto& [segment, points] : nodes) {
        const auto& [a, b] = segment;
        const Point along{b.x - a.x, b.y - a.y};
        const auto place = [&, &a = a](const Point& p) {
            return std::pair((p.x - a.x) * along.x + (p.y - a.y) * along.y, p);
        };
        std::ranges::sort(points, {}, place);
        splits.push_back({a, b, std::move(points)});
    }
    return splits;
}

void start_at_smallest(Ring& ring) {
    if (ring.size() < 2) return;
    ring.pop_back();
    std::ranges::rotate(ring, std::ranges::min_element(ring));
    ring.push_back(ring.front());
}

void order_rings(MultiPolygon& polygons) {
    for (Polygon& polygon : polygons) {
        start_at_smallest(polygon.shell);
        for (Ring& hole : polygon.holes)
            start_at_smallest(hole);
        std::ranges::sort(polygon.holes);
    }
    std::ranges::sort(polygons, {}, &Polygon::shell);
}

}  // namespace grid
