#include "libgrid/partition/improvements.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <set>
#include <tuple>
#include <vector>

namespace {

using grid::Graph;
using grid::Improvement;
using grid::Limits;

constexpr std::int32_t side = 5;

/// A lattice with random weights; edges weigh whole numbers, so that gains are exact.
Graph lattice(std::mt19937& random) {
    Graph graph;
    std::vector<std::vector<double>> weight(side * side, std::vector<double>(side * side, 0));
    const auto join = [&](std::int32_t a, std::int32_t b) {
        const double w = 1 + static_cast<double>(random() % 9);
        weight[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)] = w;
        weight[static_cast<std::size_t>(b)][static_cast<std::size_t>(a)] = w;
    };
    for (std::int32_t v = 0; v < side * side; ++v) {
        if (v % side + 1 < side) join(v, v + 1);
        if (v + side < side * side) join(v, v + side);
    }
    graph.offsets.push_back(0);
    for (const std::vector<double>& row : weight) {
        for (std::size_t u = 0; u < row.size(); ++u) {
            if (row[u] == 0) continue;
            graph.adjacency.push_back(static_cast<std::int32_t>(u));
            graph.edge_weight.push_back(row[u]);
        }
        graph.offsets.push_back(static_cast<std::int32_t>(graph.adjacency.size()));
        graph.weight.push_back(static_cast<std::int64_t>(5 + random() % 20));
    }
    return graph;
}

struct Worth {
    std::int64_t missed = 0;
    double cut = 0;
    double uneven = 0;        ///< sum over the parts of the square of what they are off, in halves of the limits' width
    std::vector<int> pieces;  ///< by part; 0: it is empty

    [[nodiscard]] double cost(double even_price) const { return cut + even_price * uneven; }
};

/// From scratch, of the whole division.
Worth worth_of(const Graph& graph, const std::vector<std::int32_t>& part, std::int32_t parts, const Limits& limits) {
    Worth worth;
    std::vector<std::int64_t> load(static_cast<std::size_t>(parts), 0);
    std::vector<char> seen(part.size(), 0);
    worth.pieces.assign(static_cast<std::size_t>(parts), 0);
    for (std::size_t v = 0; v < part.size(); ++v) {
        load[static_cast<std::size_t>(part[v])] += graph.weight[v];
        for (auto e = graph.offsets[v]; e < graph.offsets[v + 1]; ++e) {
            const auto u = static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)]);
            if (u < v && part[u] != part[v]) worth.cut += graph.edge_weight[static_cast<std::size_t>(e)];
        }
        if (seen[v] != 0) continue;
        worth.pieces[static_cast<std::size_t>(part[v])] += 1;
        std::vector<std::size_t> queue{v};
        seen[v] = 1;
        while (!queue.empty()) {
            const std::size_t at = queue.back();
            queue.pop_back();
            for (auto e = graph.offsets[at]; e < graph.offsets[at + 1]; ++e) {
                const auto u = static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)]);
                if (seen[u] != 0 || part[u] != part[v]) continue;
                seen[u] = 1;
                queue.push_back(u);
            }
        }
    }
    const double mean = static_cast<double>(std::accumulate(load.begin(), load.end(), std::int64_t{0})) / parts;
    const double half = static_cast<double>(limits.upper - limits.lower) / 2;
    for (const std::int64_t sum : load) {
        worth.missed += std::max<std::int64_t>({0, limits.lower - sum, sum - limits.upper});
        worth.uneven += std::min(4.0, std::pow((static_cast<double>(sum) - mean) / half, 2));
    }
    return worth;
}

bool touches(const Graph& graph, const std::vector<std::int32_t>& part, std::int32_t v, std::int32_t p) {
    for (auto e = graph.offsets[static_cast<std::size_t>(v)]; e < graph.offsets[static_cast<std::size_t>(v) + 1]; ++e) {
        if (part[static_cast<std::size_t>(graph.adjacency[static_cast<std::size_t>(e)])] == p) return true;
    }
    return false;
}

using Change = std::tuple<std::int32_t, std::int32_t, std::int32_t>;  // vertex, part, exchanged

std::set<Change> by_brute_force(const Graph& graph, const std::vector<std::int32_t>& part, std::int32_t parts,
                                const Limits& limits, double even_price) {
    constexpr double rounding = 1e-3;
    const Worth before = worth_of(graph, part, parts, limits);
    const auto is_better = [&](const std::vector<std::int32_t>& changed) {
        const Worth after = worth_of(graph, changed, parts, limits);
        for (std::size_t p = 0; p < after.pieces.size(); ++p) {
            if (after.pieces[p] == 0 || after.pieces[p] > before.pieces[p]) return false;
        }
        return after.missed < before.missed ||
               (after.missed == before.missed && after.cost(even_price) < before.cost(even_price) - rounding);
    };
    std::set<Change> found;
    const auto count = static_cast<std::int32_t>(part.size());
    for (std::int32_t v = 0; v < count; ++v) {
        for (std::int32_t q = 0; q < parts; ++q) {
            if (q == part[static_cast<std::size_t>(v)] || !touches(graph, part, v, q)) continue;
            std::vector<std::int32_t> changed = part;
            changed[static_cast<std::size_t>(v)] = q;
            if (is_better(changed)) found.insert({v, q, -1});
        }
    }
    const std::set<Change> moves = found;
    for (std::int32_t v = 0; v < count; ++v) {
        for (std::int32_t w = 0; w < count; ++w) {
            const std::int32_t p = part[static_cast<std::size_t>(v)];
            const std::int32_t q = part[static_cast<std::size_t>(w)];
            if (p >= q || !touches(graph, part, v, q) || !touches(graph, part, w, p)) continue;
            if (moves.contains({v, q, -1}) && moves.contains({w, p, -1})) continue;
            std::vector<std::int32_t> changed = part;
            std::swap(changed[static_cast<std::size_t>(v)], changed[static_cast<std::size_t>(w)]);
            if (is_better(changed)) found.insert({v, q, w});
        }
    }
    return found;
}

}  // namespace

TEST_CASE("improvements are those of brute force, and after all of them there are none") {
    std::mt19937 random(7);
    const Limits limits{60, 90};
    std::size_t listed = 0;
    for (int round = 0; round < 300; ++round) {
        const Graph graph = lattice(random);
        const std::int32_t parts = 3 + round % 3;
        std::vector<std::int32_t> part;  // in strips with some noise, so that parts have several pieces at times
        for (std::int32_t v = 0; v < side * side; ++v)
            part.push_back(random() % 5 == 0 ? static_cast<std::int32_t>(random() % static_cast<unsigned>(parts))
                                             : std::min(parts - 1, v % side));
        for (std::int32_t p = 0; p < parts; ++p)
            part[static_cast<std::size_t>(p)] = p;
        const std::vector<char> is_fixed(part.size(), 0);
        const double even_price = round % 2 == 0 ? 0 : 3 + round % 7;
        std::set<Change> found;
        for (const Improvement& change : grid::find_improvements(graph, part, {&limits, 1}, even_price, is_fixed))
            found.insert({change.vertex, change.to, change.exchanged});
        CHECK(found == by_brute_force(graph, part, parts, limits, even_price));
        listed += found.size();

        const Worth before = worth_of(graph, part, parts, limits);
        const Improvement gained = grid::improve_to_end(graph, {&limits, 1}, even_price, part);
        const Worth after = worth_of(graph, part, parts, limits);
        CHECK(by_brute_force(graph, part, parts, limits, even_price).empty());
        CHECK(before.cut - after.cut == doctest::Approx(gained.cut));
        CHECK(even_price * (before.uneven - after.uneven) == doctest::Approx(gained.even));
        CHECK(after.missed <= before.missed);
        CHECK((after.missed < before.missed || after.cost(even_price) <= before.cost(even_price)));
        for (std::size_t p = 0; p < after.pieces.size(); ++p)
            CHECK((after.pieces[p] > 0 && after.pieces[p] <= before.pieces[p]));
    }
    CHECK(listed > 1000);
}

TEST_CASE("what is fixed stays, and what is to be apart does not meet") {
    std::mt19937 random(11);
    const Limits limits{60, 90};
    for (int round = 0; round < 100; ++round) {
        Graph graph = lattice(random);
        std::vector<std::int32_t> part;
        for (std::int32_t v = 0; v < side * side; ++v)
            part.push_back(std::min(3, v % side));
        std::vector<char> is_fixed(part.size(), 0);
        for (int i = 0; i < 6; ++i)
            is_fixed[random() % is_fixed.size()] = 1;
        graph.apart = {{1, 2}, {6, 7}, {12, 13}};
        for (const Improvement& change : grid::find_improvements(graph, part, {&limits, 1}, 0, is_fixed)) {
            CHECK(is_fixed[static_cast<std::size_t>(change.vertex)] == 0);
            std::vector<std::int32_t> changed = part;
            changed[static_cast<std::size_t>(change.vertex)] = change.to;
            if (change.exchanged >= 0) {
                CHECK(is_fixed[static_cast<std::size_t>(change.exchanged)] == 0);
                changed[static_cast<std::size_t>(change.exchanged)] = change.from;
            }
            for (const auto& [one, other] : graph.apart)
                CHECK(changed[static_cast<std::size_t>(one)] != changed[static_cast<std::size_t>(other)]);
        }
    }
}
