#include "libgrid/trace/outline.hpp"

#include <algorithm>
#include <tuple>

namespace grid {

namespace {

void drop_new_outline_points(Chain& chain) {
    auto& points = chain.points;
    const bool closed = chain.first < 0;
    if (closed) points.pop_back();
    std::vector<MeshVertex> kept;
    kept.reserve(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const bool is_node = !closed && (i == 0 || i + 1 == points.size());
        if (is_node || points[i].is_input) kept.push_back(points[i]);
    }
    if (closed && !kept.empty()) kept.push_back(kept.front());
    points = std::move(kept);
    chain.flags.assign(points.empty() ? 0 : points.size() - 1, edge_outline);
}

}  // namespace

void finish_points(Network& network, const Projection& projection) {
    std::vector<MeshVertex*> open;
    for (Node& node : network.nodes) {
        if (!node.at.is_input) open.push_back(&node.at);
    }
    for (Chain& chain : network.chains) {
        if (chain.is_outline()) drop_new_outline_points(chain);
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
    for (Chain& chain : network.chains) {
        if (chain.first < 0) continue;
        chain.points.front() = network.nodes[static_cast<std::size_t>(chain.first)].at;
        chain.points.back() = network.nodes[static_cast<std::size_t>(chain.last)].at;
    }
}

std::vector<OutlineSplit> find_splits(const Network& network) {
    std::vector<OutlineSplit> splits;
    std::vector<bool> done(2 * network.chains.size(), false);
    for (Half start = 0; start < static_cast<Half>(done.size()); ++start) {
        if (done[static_cast<std::size_t>(start)] || network.left(start) != no_cell) continue;
        std::vector<const MeshVertex*> cycle;
        Half h = start;
        do {
            done[static_cast<std::size_t>(h)] = true;
            for (std::size_t i = 0; i + 1 < network.chain(h).points.size(); ++i)
                cycle.push_back(&network.point(h, i));
            h = network.next(h);
        } while (h != start);
        const auto first = std::ranges::find_if(cycle, [](const MeshVertex* v) { return v->is_input; });
        if (first == cycle.end()) continue;
        std::ranges::rotate(cycle, first);
        cycle.push_back(cycle.front());
        OutlineSplit split{cycle.front()->output, {}, {}};
        for (std::size_t i = 1; i < cycle.size(); ++i) {
            if (!cycle[i]->is_input) {
                split.nodes.push_back(cycle[i]->output);
                continue;
            }
            split.b = cycle[i]->output;
            if (!split.nodes.empty()) {
                if (split.b < split.a) {
                    std::swap(split.a, split.b);
                    std::ranges::reverse(split.nodes);
                }
                splits.push_back(std::move(split));
            }
            split = {cycle[i]->output, {}, {}};
        }
    }
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
