#include "libgrid/partition/resplit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/partition/multilevel.hpp"
#include "libgrid/partition/unavoidable.hpp"

namespace grid::partition {
namespace {

/// `p` and parts around it, up to `count` in all, each next to one before it.
std::vector<std::int32_t> gather(const State& state, std::int32_t p, std::int32_t count, Random& random) {
    std::vector<std::int32_t> cluster{p};
    std::vector<std::int32_t> around;
    const auto look_around = [&](std::int32_t q) {
        for (const std::int32_t v : state.members(q)) {
            if (!state.at_border(v)) {
                continue;
            }
            for (const Edge& edge : state.problem().row(v)) {
                const std::int32_t r = state.part_of(edge.to);
                if (std::find(cluster.begin(), cluster.end(), r) == cluster.end() &&
                    std::find(around.begin(), around.end(), r) == around.end()) {
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
    return cluster;
}

/// A few parts of a division as a problem of their own.
struct Piece {
    std::vector<std::int32_t> vertices;
    Problem problem;
    std::vector<std::int32_t> part;  ///< as it is now; by place in the cluster
    std::vector<std::int32_t> home;  ///< by place in the cluster; -1: nowhere, or not in the cluster
    std::vector<double> stay;
};

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

std::int64_t vertices_for(const Patience& patience, std::size_t missing, std::int32_t parts) {
    const double share = std::min(1.0, patience.each * static_cast<double>(missing) / parts);
    return std::llround(share * static_cast<double>(patience.most));
}

}  // namespace

void resplit(State& state, const std::vector<Limits>& limits, double enough, const Patience& patience,
             const Divide& divide, Random& random) {
    constexpr std::int32_t sizes = 5;  // clusters of 2 parts to 6
    std::vector<std::int32_t> scratch(state.problem().n, -1);
    std::int64_t spent = 0;
    std::vector<std::int32_t> missing = parts_to_help(state);
    const std::int64_t most = vertices_for(patience, missing.size(), state.parts());
    for (std::int32_t attempt = 0; !missing.empty() && state.violation() > enough && spent < most; ++attempt) {
        const std::int32_t first = missing[random.below(static_cast<std::int32_t>(missing.size()))];
        const std::vector<std::int32_t> cluster = gather(state, first, 2 + attempt / 2 % sizes, random);
        const auto parts = static_cast<std::int32_t>(cluster.size());
        Piece piece = take_apart(state, cluster, scratch);
        spent += piece.problem.n;
        State trial(piece.problem, limits_of_all(limits, parts), std::move(piece.part));
        trial.set_homes(std::move(piece.home), std::move(piece.stay));
        const Score before = trial.score();
        if (parts < 2 || unavoidable_violation(piece.problem, parts, limits) >= before.violation) {
            continue;
        }
        divide(trial, attempt % 2 == 0);
        if (!trial.score().better_than(before, 1e-9 * before.cut)) {
            continue;
        }
        for (std::size_t i = 0; i < piece.vertices.size(); ++i) {
            const std::int32_t to = cluster[trial.part_of(static_cast<std::int32_t>(i))];
            if (to != state.part_of(piece.vertices[i])) {
                state.move(piece.vertices[i], to);
            }
        }
        missing = parts_to_help(state);
    }
}

}  // namespace grid::partition
