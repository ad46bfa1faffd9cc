#include "network.hpp"

#include <cmath>

#include "dice.hpp"

namespace province {

namespace {

enum Purpose : std::uint64_t { side_class = 201, way_shape, street_shape, stream_shape, river_shape };

void visit_streets(const Cluster& cluster, std::uint64_t seed, const VisitLine& visit) {
    Dice dice(seed);
    const double angle = dice.between(0, 1.5);
    const double spacing = dice.between(80, 140);
    const int reach = cluster.urban ? 2 : 1;
    const auto at = [&](double along, double across) {
        return Place{cluster.at.x + along * std::cos(angle) - across * std::sin(angle),
                     cluster.at.y + along * std::sin(angle) + across * std::cos(angle)};
    };
    for (int i = -reach; i <= reach; ++i) {
        Path along;
        Path across;
        for (int j = -reach - 1; j <= reach + 1; ++j) {
            along.push_back(at(i * spacing, j * spacing));
            across.push_back(at(j * spacing, i * spacing));
        }
        visit(along, "residential");
        visit(across, "residential");
    }
}

}  // namespace

void for_each_road(const Land& land, const Lot& lot, const std::vector<Cluster>& clusters, std::uint64_t seed,
                   const VisitLine& visit) {
    const Place middle = land.centre(lot);
    for (int i = 0; i < 6; ++i) {
        const Path side = land.side(lot, i);
        const std::uint64_t key = land.side_key(lot, i);
        // Sides 0 to 2 are a lot's own, the others its neighbours'.
        const std::uint64_t draw = hash({seed, side_class, key}) % 100;
        if (i < 3 && draw < 30) visit(side, draw < 8 ? "primary" : "secondary");
        visit(wiggle(middle, side[side.size() / 2], 4, hash({seed, way_shape, key, i < 3 ? 1U : 0U})), "tertiary");
    }
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        const std::uint64_t own = hash({seed, street_shape, static_cast<std::uint64_t>(lot.row),
                                        static_cast<std::uint64_t>(lot.column), static_cast<std::uint64_t>(c)});
        visit(wiggle(middle, clusters[c].at, 3, own), "residential");
        visit_streets(clusters[c], own, visit);
    }
}

void for_each_stream(const Land& land, const Lot& lot, std::uint64_t seed, const VisitLine& visit) {
    Dice dice(hash({seed, stream_shape, static_cast<std::uint64_t>(lot.row), static_cast<std::uint64_t>(lot.column)}));
    if (dice.uniform() < 0.4) return;
    const int from = dice.whole(0, 5);
    const int to = (from + dice.whole(2, 4)) % 6;
    const Path first = land.side(lot, from);
    const Path second = land.side(lot, to);
    visit(wiggle(first[first.size() / 3], second[second.size() / 3], 5, dice.next()), "stream");
}

void for_each_river(const Land& land, std::uint64_t seed, const VisitLine& visit) {
    constexpr double spacing_m = 25000;
    constexpr double piece_m = 6000;
    const auto rivers = static_cast<std::uint64_t>(1 + land.height_m() / spacing_m);
    for (std::uint64_t r = 0; r < rivers; ++r) {
        Dice dice(hash({seed, river_shape, r}));
        Place at{-piece_m, (static_cast<double>(r) + 0.5) * land.height_m() / static_cast<double>(rivers)};
        double course = 0;
        while (at.x < land.width_m() + piece_m) {
            course = 0.7 * course + 0.35 * dice.bell();
            const Place next{at.x + piece_m, at.y + piece_m * course};
            visit(wiggle(at, next, 6, dice.next()), "river");
            at = next;
        }
    }
}

}  // namespace province
