#include "libgrid/partition/cluster.hpp"

#include <algorithm>
#include <utility>

namespace grid::partition {

std::vector<std::int32_t> parts_around(const State& state, std::int32_t p, std::int32_t count, Random& random,
                                       std::vector<std::int32_t>& scratch) {
    std::vector<std::int32_t> cluster{p};
    std::vector<std::int32_t> seen{p};
    std::vector<std::int32_t> around;
    scratch[p] = 0;
    const auto look_around = [&](std::int32_t q) {
        for (const std::int32_t v : state.members(q)) {
            if (!state.at_border(v)) {
                continue;
            }
            for (const Edge& edge : state.problem().row(v)) {
                const std::int32_t r = state.part_of(edge.to);
                if (scratch[r] < 0) {
                    scratch[r] = 0;
                    seen.push_back(r);
                    around.push_back(r);
                }
            }
        }
    };
    look_around(p);
    while (static_cast<std::int32_t>(cluster.size()) < count && !around.empty()) {
        std::swap(around[random.below(static_cast<std::int32_t>(around.size()))], around.back());
        const std::int32_t next = around.back();
        around.pop_back();
        cluster.push_back(next);
        look_around(next);
    }
    for (const std::int32_t r : seen) {
        scratch[r] = -1;
    }
    return cluster;
}

Piece take_apart(const State& state, const std::vector<std::int32_t>& cluster, std::vector<std::int32_t>& scratch) {
    Piece piece;
    for (const std::int32_t p : cluster) {
        piece.vertices.insert(piece.vertices.end(), state.members(p).begin(), state.members(p).end());
    }
    std::sort(piece.vertices.begin(), piece.vertices.end());
    piece.problem = induced(state.problem(), piece.vertices, scratch);
    index_neighbourhoods(piece.problem);
    piece.part.reserve(piece.vertices.size());
    const auto place = [&cluster](std::int32_t p) {
        const auto at = std::find(cluster.begin(), cluster.end(), p);
        return at == cluster.end() ? -1 : static_cast<std::int32_t>(at - cluster.begin());
    };
    for (const std::int32_t v : piece.vertices) {
        piece.part.push_back(place(state.part_of(v)));
        if (state.has_homes()) {
            piece.home.push_back(place(state.home(v)));
            piece.stay.push_back(state.stay(v));
        }
    }
    return piece;
}

}  // namespace grid::partition
