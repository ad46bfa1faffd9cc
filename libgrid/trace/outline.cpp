#include "libgrid/trace/outline.hpp"

#include <algorithm>
#include <tuple>

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

/// Calls visit(vertices, nodes) for each ring of the outline, as the points that lead around it, the first of which is
/// from the input and repeated at the end, and for each the node that it is, or -1. Rings without an input point are
/// passed over.
template <typename Visit>
void for_outline_rings(const Network& network, Visit&& visit) {
    std::vector<bool> done(2 * network.chains.size(), false);
    for (Half start = 0; start < static_cast<Half>(done.size()); ++start) {
        if (done[static_cast<std::size_t>(start)] || network.left(start) != no_cell) continue;
        std::vector<std::pair<const MeshVertex*, std::int32_t>> ring;
        Half h = start;
        do {
            done[static_cast<std::size_t>(h)] = true;
            for (std::size_t i = 0; i + 1 < network.chain(h).points.size(); ++i)
                ring.emplace_back(&network.point(h, i), i == 0 ? network.from(h) : -1);
            h = network.next(h);
        } while (h != start);
        const auto first = std::ranges::find_if(ring, [](const auto& point) { return point.first->is_input; });
        if (first == ring.end()) continue;
        std::ranges::rotate(ring, first);
        ring.push_back(ring.front());
        visit(ring);
    }
}

/// A straight line of the work plane is bent in the output CRS, and the outline is straight there. Nodes on it are put
/// onto the outline as it will be written, so that no gap opens, however long the segment.
void put_nodes_on_outline(Network& network) {
    for_outline_rings(network, [&](const auto& ring) {
        std::size_t before = 0;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (!ring[i].first->is_input) continue;
            const MeshVertex* a = ring[before].first;
            const MeshVertex* b = ring[i].first;
            if (b->output < a->output) std::swap(a, b);  // the same result from both sides
            const Point along{b->work.x - a->work.x, b->work.y - a->work.y};
            const double squared = along.x * along.x + along.y * along.y;
            for (std::size_t k = before + 1; k < i && squared > 0; ++k) {
                if (ring[k].second < 0) continue;
                MeshVertex& at = network.nodes[static_cast<std::size_t>(ring[k].second)].at;
                const double t = ((at.work.x - a->work.x) * along.x + (at.work.y - a->work.y) * along.y) / squared;
                at.output = {a->output.x + t * (b->output.x - a->output.x),
                             a->output.y + t * (b->output.y - a->output.y)};
            }
            before = i;
        }
    });
}

}  // namespace

void finish_points(Network& network, const Projection& projection) {
    std::vector<MeshVertex*> open;
    for (Node& node : network.nodes) {
        if (!node.at.is_input) open.push_back(&node.at);
    }
    for (Chain& chain : network.chains) {
        drop_new_points(chain);
        for (std::size_t i = 0; i < chain.points.size(); ++i) {
            const bool at_node = chain.first >= 0 && (i == 0 || i + 1 == chain.points.size());
            if (!at_node && !chain.points[i].is_input) open.push_back(&chain.points[i]);
        }
    }
    std::vector<Point> points;
    points.reserve(open.size());
    for (const MeshVertex* v : open)
        points.push_back(v->work);
    if (!points.empty()) projection.to_output(points);
    for (std::size_t i = 0; i < open.size(); ++i)
        open[i]->output = points[i];
    put_nodes_on_outline(network);
    for (Chain& chain : network.chains) {
        if (chain.first < 0) continue;
        chain.points.front() = network.nodes[static_cast<std::size_t>(chain.first)].at;
        chain.points.back() = network.nodes[static_cast<std::size_t>(chain.last)].at;
    }
}

std::vector<OutlineSplit> find_splits(const Network& network) {
    std::vector<OutlineSplit> splits;
    for_outline_rings(network, [&splits](const auto& ring) {
        OutlineSplit split{ring.front().first->output, {}, {}};
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const MeshVertex& vertex = *ring[i].first;
            if (!vertex.is_input) {
                split.nodes.push_back(vertex.output);
                continue;
            }
            split.b = vertex.output;
            if (!split.nodes.empty()) {
                if (split.b < split.a) {
                    std::swap(split.a, split.b);
                    std::ranges::reverse(split.nodes);
                }
                splits.push_back(std::move(split));
            }
            split = {vertex.output, {}, {}};
        }
    });
    std::ranges::sort(splits, [](const OutlineSplit& p, const OutlineSplit& q) {
        return std::tie(p.a, p.b, p.nodes) < std::tie(q.a, q.b, q.nodes);
    });
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
