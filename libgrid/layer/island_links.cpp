#include "libgrid/layer/island_links.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"

namespace grid {

namespace {

constexpr std::size_t near_islands = 6;  ///< of each island that it is linked with
constexpr std::size_t few_islands = 64;  ///< of which all pairs are looked at

struct Spot {
    Point at;
    std::int32_t cell = 0;
};

struct Island {
    std::vector<Spot> spots;  ///< from west to east
    Point low{std::numeric_limits<double>::max(), std::numeric_limits<double>::max()};
    Point high{std::numeric_limits<double>::lowest(), std::numeric_limits<double>::lowest()};
};

using Pair = std::pair<std::int32_t, std::int32_t>;  // of islands, ascending

std::size_t index(std::int32_t i) {
    return static_cast<std::size_t>(i);
}

double gap_of_boxes(const Island& a, const Island& b) {
    const double x = std::max({0.0, b.low.x - a.high.x, a.low.x - b.high.x});
    const double y = std::max({0.0, b.low.y - a.high.y, a.low.y - b.high.y});
    return std::hypot(x, y);
}

std::vector<Island> gather(std::span<const Point> at, std::span<const std::int32_t> island) {
    std::vector<Island> islands;
    for (std::size_t c = 0; c < at.size(); ++c) {
        if (island[c] < 0) continue;
        if (index(island[c]) >= islands.size()) islands.resize(index(island[c]) + 1);
        Island& own = islands[index(island[c])];
        own.spots.push_back({at[c], static_cast<std::int32_t>(c)});
        own.low = {std::min(own.low.x, at[c].x), std::min(own.low.y, at[c].y)};
        own.high = {std::max(own.high.x, at[c].x), std::max(own.high.y, at[c].y)};
    }
    for (Island& own : islands) {
        std::sort(own.spots.begin(), own.spots.end(), [](const Spot& a, const Spot& b) {
            return std::tie(a.at.x, a.at.y, a.cell) < std::tie(b.at.x, b.at.y, b.cell);
        });
    }
    return islands;
}

/// A tree by the gaps of the boxes (Prim's algorithm), so that everything hangs together.
void add_tree(const std::vector<Island>& islands, std::set<Pair>& pairs) {
    std::vector<double> gap(islands.size(), std::numeric_limits<double>::max());
    std::vector<std::int32_t> from(islands.size(), 0);
    std::vector<char> reached(islands.size(), 0);
    std::int32_t next = 0;
    for (std::size_t step = 1; step < islands.size(); ++step) {
        reached[index(next)] = 1;
        std::int32_t nearest = -1;
        for (std::size_t i = 0; i < islands.size(); ++i) {
            if (reached[i] != 0) continue;
            const double distance = gap_of_boxes(islands[index(next)], islands[i]);
            if (distance < gap[i]) {
                gap[i] = distance;
                from[i] = next;
            }
            if (nearest < 0 || gap[i] < gap[index(nearest)]) nearest = static_cast<std::int32_t>(i);
        }
        pairs.insert(std::minmax(from[index(nearest)], nearest));
        next = nearest;
    }
}

/// Pairs of islands that may be near each other: all of few, of many those whose boxes are near.
std::set<Pair> candidates(const std::vector<Island>& islands) {
    std::set<Pair> pairs;
    const bool few = islands.size() <= few_islands;
    const std::size_t kept = few ? islands.size() : 2 * near_islands;
    for (std::size_t i = 0; i < islands.size(); ++i) {
        std::vector<std::pair<double, std::int32_t>> others;
        for (std::size_t j = 0; j < islands.size(); ++j) {
            if (j != i) others.emplace_back(gap_of_boxes(islands[i], islands[j]), static_cast<std::int32_t>(j));
        }
        std::partial_sort(others.begin(), others.begin() + static_cast<std::ptrdiff_t>(std::min(kept, others.size())),
                          others.end());
        others.resize(std::min(kept, others.size()));
        for (const auto& [gap, other] : others)
            pairs.insert(std::minmax(static_cast<std::int32_t>(i), other));
    }
    if (!few) add_tree(islands, pairs);
    return pairs;
}

/// From each spot of the smaller island to the west and to the east, as far as something nearer can be.
IslandLink nearest_cells(const Island& a, const Island& b) {
    const Island& few = a.spots.size() <= b.spots.size() ? a : b;
    const Island& many = &few == &a ? b : a;
    IslandLink link{-1, -1, std::numeric_limits<double>::max()};
    const auto offer = [&link](const Spot& p, const Spot& q) {
        const double distance = std::hypot(q.at.x - p.at.x, q.at.y - p.at.y);
        const auto [first, second] = std::minmax(p.cell, q.cell);
        if (std::tie(distance, first, second) < std::tie(link.gap_m, link.first, link.second))
            link = {first, second, distance};
    };
    for (const Spot& spot : few.spots) {
        const auto middle = std::lower_bound(many.spots.begin(), many.spots.end(), spot.at.x,
                                             [](const Spot& other, double x) { return other.at.x < x; });
        for (auto east = middle; east != many.spots.end() && east->at.x - spot.at.x <= link.gap_m; ++east)
            offer(spot, *east);
        for (auto west = middle; west != many.spots.begin() && spot.at.x - (west - 1)->at.x <= link.gap_m; --west)
            offer(spot, *(west - 1));
    }
    return link;
}

}  // namespace

std::vector<IslandLink> link_islands(std::span<const Point> at, std::span<const std::int32_t> island) {
    const std::vector<Island> islands = gather(at, island);
    std::vector<std::pair<IslandLink, Pair>> all;
    for (const Pair& pair : candidates(islands))
        all.emplace_back(nearest_cells(islands[index(pair.first)], islands[index(pair.second)]), pair);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first.gap_m, a.second) < std::tie(b.first.gap_m, b.second);
    });
    // The nearest of each, and what a tree needs besides.
    std::vector<std::size_t> kept(islands.size(), 0);
    DisjointSets sets(islands.size());
    std::vector<IslandLink> links;
    for (const auto& [link, pair] : all) {
        const bool is_near = kept[index(pair.first)] < near_islands || kept[index(pair.second)] < near_islands;
        const bool joins = sets.find(pair.first) != sets.find(pair.second);
        if (!is_near && !joins) continue;
        sets.unite(pair.first, pair.second);
        ++kept[index(pair.first)];
        ++kept[index(pair.second)];
        links.push_back(link);
    }
    std::sort(links.begin(), links.end(), [](const IslandLink& a, const IslandLink& b) {
        return std::tie(a.first, a.second) < std::tie(b.first, b.second);
    });
    return links;
}

}  // namespace grid
