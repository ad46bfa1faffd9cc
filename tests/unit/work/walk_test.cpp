#include "libgrid/work/node_ways.hpp"
#include "libgrid/work/point_grid.hpp"
#include "libgrid/work/round.hpp"
#include "libgrid/work/stop_distances.hpp"
#include "libgrid/work/walk_network.hpp"
#include "libgrid/work/walk_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

namespace {

using grid::Point;
using grid::Way;

constexpr double endless = std::numeric_limits<double>::infinity();

double straight(const Point& a, const Point& b) {
    return std::hypot(b.x - a.x, b.y - a.y);
}

/// Streets of a village that lie askew, some missing, and houses beside them; all near enough to be passed on the way.
struct Village {
    std::vector<Way> ways;
    std::vector<Point> sites;

    Village(unsigned seed, int houses) {
        std::mt19937 chance(seed);
        std::uniform_real_distribution<double> shift(-30, 30);
        std::uniform_real_distribution<double> share(0, 1);
        constexpr int side = 4;
        std::vector<std::vector<Point>> corner(side, std::vector<Point>(side));
        for (int x = 0; x < side; ++x) {
            for (int y = 0; y < side; ++y)
                corner[x][y] = {x * 200 + shift(chance), y * 200 + shift(chance)};
        }
        const auto add = [&](const Point& p, const Point& q, bool must) {
            if (must || share(chance) < 0.7) ways.push_back({p, q});
        };
        for (int x = 0; x < side; ++x) {
            for (int y = 0; y < side; ++y) {
                if (x + 1 < side) add(corner[x][y], corner[x + 1][y], true);
                if (y + 1 < side) add(corner[x][y], corner[x][y + 1], x == 0);
            }
        }
        std::uniform_int_distribution<std::size_t> which(0, ways.size() - 1);
        for (int i = 0; i < houses; ++i) {
            const Way& way = ways[which(chance)];
            const double t = share(chance);
            sites.push_back({way.p.x + t * (way.q.x - way.p.x) + shift(chance) / 3,
                             way.p.y + t * (way.q.y - way.p.y) + shift(chance) / 3});
        }
    }
};

/// All walks between the sites by Floyd and Warshall, over pieces that the sites cut.
std::vector<std::vector<double>> brute_force(const std::vector<Way>& ways, const std::vector<Point>& sites) {
    std::vector<Point> nodes;
    const auto node = [&nodes](const Point& p) {
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            if (straight(nodes[n], p) < 0.002) return n;
        }
        nodes.push_back(p);
        return nodes.size() - 1;
    };
    const auto foot = [](const Way& way, const Point& p) {
        const double dx = way.q.x - way.p.x;
        const double dy = way.q.y - way.p.y;
        const double t = std::clamp(((p.x - way.p.x) * dx + (p.y - way.p.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        return std::pair(t, Point{way.p.x + t * dx, way.p.y + t * dy});
    };
    std::vector<std::vector<std::pair<double, std::size_t>>> on(ways.size());
    for (std::size_t w = 0; w < ways.size(); ++w)
        on[w] = {{0, node(ways[w].p)}, {1, node(ways[w].q)}};
    std::vector<std::size_t> of_site;
    for (const Point& site : sites) {
        std::size_t best = 0;
        double least = endless;
        for (std::size_t w = 0; w < ways.size(); ++w) {
            const double metres = straight(foot(ways[w], site).second, site);
            if (metres < least - 1e-9) {
                least = metres;
                best = w;
            }
        }
        const auto [t, at] = foot(ways[best], site);
        of_site.push_back(node(at));
        on[best].emplace_back(t, of_site.back());
    }
    std::vector<std::vector<double>> metres(nodes.size(), std::vector<double>(nodes.size(), endless));
    for (std::size_t n = 0; n < nodes.size(); ++n)
        metres[n][n] = 0;
    for (auto& along : on) {
        std::ranges::sort(along);
        for (std::size_t i = 1; i < along.size(); ++i) {
            const std::size_t a = along[i - 1].second;
            const std::size_t b = along[i].second;
            metres[a][b] = metres[b][a] = std::min(metres[a][b], straight(nodes[a], nodes[b]));
        }
    }
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            for (std::size_t j = 0; j < nodes.size(); ++j)
                metres[i][j] = std::min(metres[i][j], metres[i][k] + metres[k][j]);
        }
    }
    std::vector<std::vector<double>> result(sites.size(), std::vector<double>(sites.size()));
    for (std::size_t i = 0; i < sites.size(); ++i) {
        for (std::size_t j = 0; j < sites.size(); ++j)
            result[i][j] = metres[of_site[i]][of_site[j]];
    }
    return result;
}

/// Prim.
double tree_length(const std::vector<std::vector<double>>& metres) {
    std::vector<double> near(metres.size(), endless);
    std::vector<char> done(metres.size(), 0);
    near[0] = 0;
    double length = 0;
    for (std::size_t step = 0; step < metres.size(); ++step) {
        std::size_t next = metres.size();
        for (std::size_t i = 0; i < metres.size(); ++i) {
            if (done[i] == 0 && (next == metres.size() || near[i] < near[next])) next = i;
        }
        done[next] = 1;
        length += near[next];
        for (std::size_t i = 0; i < metres.size(); ++i)
            near[i] = std::min(near[i], metres[next][i]);
    }
    return length;
}

/// The shortest of all rounds.
double shortest_round(const std::vector<std::vector<double>>& metres) {
    std::vector<std::size_t> order(metres.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{1});
    double best = endless;
    do {
        double length = metres[0][order.front()] + metres[order.back()][0];
        for (std::size_t i = 1; i < order.size(); ++i)
            length += metres[order[i - 1]][order[i]];
        best = std::min(best, length);
    } while (std::ranges::next_permutation(order).found);
    return best;
}

std::vector<std::int32_t> all_of(std::size_t count) {
    std::vector<std::int32_t> all(count);
    std::iota(all.begin(), all.end(), 0);
    return all;
}

double sum_of(const std::vector<grid::TreeEdge>& tree) {
    return std::accumulate(tree.begin(), tree.end(), 0.0, [](double s, const auto& edge) { return s + edge.metres; });
}

double drawn_length(const grid::LineString& line) {
    double length = 0;
    for (std::size_t i = 1; i < line.size(); ++i)
        length += straight(line[i - 1], line[i]);
    return length;
}

}  // namespace

TEST_CASE("walks, trees and rounds of villages are those of brute force") {
    for (unsigned seed = 0; seed < 40; ++seed) {
        CAPTURE(seed);
        const Village village(seed, 30);
        const auto expected = brute_force(village.ways, village.sites);
        const grid::WalkNetwork network = grid::make_walk_network(village.ways, {}, village.sites, {});
        CHECK(network.gaps.count == 0);
        const std::vector<std::int32_t> all = all_of(village.sites.size());
        const grid::StopDistances metres(network, all);
        double worst = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            for (std::size_t j = 0; j < all.size(); ++j)
                worst = std::max(worst, std::abs(metres(all[i], all[j]) - expected[i][j]));
        }
        CHECK(worst < 0.02);
        // Of some of the sites, as a grid has them.
        std::vector<std::int32_t> some;
        std::vector<std::vector<double>> of_some;
        for (std::int32_t i = static_cast<std::int32_t>(seed % 3); i < 24; i += 3)
            some.push_back(i);
        for (const std::int32_t i : some) {
            of_some.emplace_back();
            for (const std::int32_t j : some)
                of_some.back().push_back(expected[i][j]);
        }
        const auto tree = grid::walking_tree(network, some);
        CHECK(tree.size() + 1 == some.size());
        CHECK(sum_of(tree) == doctest::Approx(tree_length(of_some)).epsilon(1e-4));
        const grid::Round round = grid::make_round(network, some, tree);
        const double shortest = shortest_round(of_some);
        CHECK(round.length_m >= shortest - 0.05);
        CHECK(round.length_m <= 1.1 * shortest);
        std::vector<std::int32_t> order = round.order;
        std::ranges::sort(order);
        CHECK(order == all_of(some.size()));
        CHECK(drawn_length(grid::round_line(network, some, round)) == doctest::Approx(round.length_m).epsilon(1e-3));
        CHECK(sum_of(grid::walking_tree(network, all)) == doctest::Approx(tree_length(expected)).epsilon(1e-4));
    }
}

TEST_CASE("lines whose common vertices are centimetres apart are the same network") {
    // Two lines turn away from each other in one vertex, and meet again far off: neither crosses the other there, and
    // neither has a loose end.
    for (const double apart : {0.0, 0.001, 0.012, 0.04}) {
        CAPTURE(apart);
        const std::vector<Way> ways{{{-100, 100}, {0, 0}},     {{0, 0}, {-100, -100}},    {{100, 100}, {apart, 0}},
                                    {{apart, 0}, {100, -100}}, {{-100, -100}, {0, -500}}, {{0, -500}, {100, -100}}};
        const std::vector<Point> sites{{-100, 100}, {100, 100}};
        const grid::WalkNetwork network = grid::make_walk_network(ways, {}, sites, {});
        CHECK(network.gaps.count == 0);
        CHECK(grid::StopDistances(network, all_of(2))(0, 1) == doctest::Approx(200 * std::sqrt(2)).epsilon(1e-3));
    }
}

TEST_CASE("without ways all is straight, and the tree is the minimum one") {
    std::mt19937 chance(5);
    std::uniform_real_distribution<double> place(0, 1000);
    for (const int count : {2, 3, 40, 300}) {
        std::vector<Point> sites;
        for (int i = 0; i < count; ++i)
            sites.push_back(i % 7 == 3 ? sites.back() : Point{place(chance), place(chance)});
        std::vector<std::vector<double>> metres(sites.size(), std::vector<double>(sites.size()));
        for (std::size_t i = 0; i < sites.size(); ++i) {
            for (std::size_t j = 0; j < sites.size(); ++j)
                metres[i][j] = 1.3 * straight(sites[i], sites[j]);
        }
        const grid::WalkNetwork network = grid::make_walk_network({}, {}, sites, {.off_network = 1.3});
        REQUIRE(network.is_straight());
        const auto all = all_of(sites.size());
        const auto tree = grid::walking_tree(network, all);
        CHECK(tree.size() + 1 == sites.size());
        CHECK(sum_of(tree) == doctest::Approx(tree_length(metres)).epsilon(1e-6));
        const grid::Round round = grid::make_round(network, all, tree);
        CHECK(round.length_m >= sum_of(tree));
        CHECK(round.length_m <= 1.7 * sum_of(tree) + 2 * metres[0][1]);
        CHECK(1.3 * drawn_length(grid::round_line(network, all, round)) == doctest::Approx(round.length_m));
    }
}

TEST_CASE("sites in one line have a tree") {
    const std::vector<Point> sites{{0, 0}, {10, 0}, {20, 0}, {35, 0}};
    const grid::WalkNetwork network = grid::make_walk_network({}, {}, sites, {.off_network = 1});
    CHECK(sum_of(grid::walking_tree(network, all_of(4))) == doctest::Approx(35));
}

TEST_CASE("nobody walks over a river but on its bridge") {
    const std::vector<Way> ways{{{0, 0}, {100, 0}}, {{0, 40}, {100, 40}}, {{100, 0}, {100, 40}}};
    const std::vector<Way> river{{{-50, 20}, {99, 20}}, {{101, 20}, {150, 20}}};
    // The second house is nearer to the way on the other bank.
    const std::vector<Point> sites{{0, 1}, {10, 19}, {0, 41}};
    const grid::WalkNetwork network = grid::make_walk_network(ways, river, sites, {});
    const grid::StopDistances metres(network, all_of(3));
    CHECK(metres(0, 2) == doctest::Approx(240));
    CHECK(metres(0, 1) == doctest::Approx(10));
    CHECK(metres(1, 2) == doctest::Approx(230));
    CHECK(network.gaps.count == 0);
}

TEST_CASE("houses off the ways are walked to, and between") {
    const std::vector<Way> ways{{{0, 0}, {1000, 0}}};
    const std::vector<Point> sites{{100, 10}, {500, 200}, {560, 200}};
    const grid::WalkNetwork network = grid::make_walk_network(ways, {}, sites, {.off_network = 2, .roadside_m = 50});
    const grid::StopDistances metres(network, all_of(3));
    CHECK(metres(0, 1) == doctest::Approx(400 + 2 * 200));
    CHECK(metres(1, 2) == doctest::Approx(2 * 60));
    CHECK(metres(0, 2) == doctest::Approx(460 + 2 * 200));
}

TEST_CASE("ways that nothing connects are linked where they are nearest, and that is told") {
    const std::vector<Way> ways{{{0, 0}, {100, 0}}, {{120, 0}, {200, 0}}, {{0, 500}, {100, 500}}};
    const std::vector<Point> sites{{10, 1}, {190, 1}};
    const grid::WalkNetwork network = grid::make_walk_network(ways, {}, sites, {.off_network = 1.5});
    CHECK(network.gaps.count == 1);
    CHECK(network.gaps.longest_m == doctest::Approx(20));
    CHECK(network.gaps.crossings == 0);
    CHECK(grid::StopDistances(network, all_of(2))(0, 1) == doctest::Approx(90 + 30 + 70));
    const std::vector<Way> wall{{{110, -1000}, {110, 1000}}};
    CHECK(grid::make_walk_network(ways, wall, sites, {}).gaps.crossings == 1);
}

TEST_CASE("ways meet where they cross, touch, and end beside another") {
    const std::vector<Way> ways{{{0, 0}, {100, 0}}, {{50, -50}, {50, 50}}, {{20, 0.3}, {20, 60}}};
    const grid::NodedWays noded = grid::node_ways(ways, 0.5);
    CHECK(noded.nodes.size() == 7);   // three times two ends, one crossing; the loose end bends the way beside it
    CHECK(noded.pieces.size() == 6);  // three along the first way, two along the second, the third
    std::vector<Way> turned{{{50, 50}, {50, -50}}, {{20, 60}, {20, 0.3}}, {{100, 0}, {0, 0}}, {{0, 0}, {100, 0}}};
    const grid::NodedWays again = grid::node_ways(turned, 0.5);
    CHECK(again.nodes == noded.nodes);
    CHECK(again.pieces == noded.pieces);
}

TEST_CASE("the nearest points are found, however far") {
    std::mt19937 chance(3);
    std::uniform_real_distribution<double> place(0, 1000);
    std::vector<Point> points;
    for (int i = 0; i < 500; ++i)
        points.push_back({place(chance), place(chance) / 10});
    const grid::PointGrid index(points);
    for (const Point at : {Point{500, 50}, Point{-3000, 0}, Point{999, 1}}) {
        std::vector<std::pair<double, std::int32_t>> all;
        for (std::int32_t i = 0; i < 500; ++i) {
            if (i % 2 == 0) all.emplace_back(straight(at, points[i]), i);
        }
        std::ranges::sort(all);
        const auto found = index.nearest(at, 5, endless, [](std::int32_t i) { return i % 2 == 0; });
        REQUIRE(found.size() == 5);
        for (std::size_t i = 0; i < 5; ++i)
            CHECK(found[i].second == all[i].second);
        CHECK(index.nearest(at, 500, 1e9, [](std::int32_t) { return true; }).size() == 500);
        CHECK(index.nearest({5000, 5000}, 5, 10, [](std::int32_t) { return true; }).empty());
    }
}
