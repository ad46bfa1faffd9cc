#include "libgrid/mesh/wall_samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using grid::Lattice;
using grid::LatticePoint;
using grid::Wall;

namespace {

const grid::Plane plane{{500'000, 3'000'000}, {1, 1}};
const Lattice lattice({500'000, 3'000'000, 500'100, 3'000'100}, plane);

LatticePoint at(double x, double y) {
    return lattice.at({500'000 + x, 3'000'000 + y});
}

/// The largest distance, in metres, from a sample to the nearest one of the other wall, the width of the lane taken
/// off.
double farthest_from_opposite(const std::vector<LatticePoint>& samples, const std::vector<LatticePoint>& others,
                              double width_m) {
    double farthest = 0;
    for (const LatticePoint& sample : samples) {
        double nearest = 1e9;
        for (const LatticePoint& other : others)
            nearest = std::min(nearest, lattice.length_m(sample, other));
        farthest = std::max(farthest, nearest - width_m);
    }
    return farthest;
}

}  // namespace

TEST_CASE("walls on both sides of a narrow lane are sampled at places that are opposite") {
    for (const double width_m : {0.05, 0.5, 2.0}) {
        // As long as each other, and with corners in the middle of the other.
        const std::vector<Wall> walls{{{at(0, 0), at(0, 9)}, 1, 1}, {{at(width_m, 2.5), at(width_m, 13.7)}, 1, 2}};
        const auto samples = grid::sample_walls(walls, lattice, 3);
        // Of the first wall those beside the second one, and the other way round.
        std::vector<LatticePoint> first;
        std::vector<LatticePoint> second;
        for (const LatticePoint& p : samples[0]) {
            if (p.y > at(0, 2.5).y) first.push_back(p);
        }
        for (const LatticePoint& p : samples[1]) {
            if (p.y < at(0, 9).y) second.push_back(p);
        }
        CHECK(first.size() >= 5);
        CHECK(farthest_from_opposite(first, second, width_m) < 0.02);
        CHECK(farthest_from_opposite(second, first, width_m) < 0.02);
    }
}

TEST_CASE("walls of one block, of other ground or far from others are sampled each for itself") {
    const Wall alone{{at(0, 0), at(0, 9)}, 1, 1};
    const auto plain = grid::sample_walls(std::vector{alone}, lattice, 3).front();
    CHECK(plain == std::vector{at(0, 1.5), at(0, 4.5), at(0, 7.5)});
    const grid::Segment beside{at(1, 0.3), at(1, 9)};
    const grid::Segment far{at(3.5, 0.3), at(3.5, 9)};
    CHECK(grid::sample_walls(std::vector<Wall>{alone, {beside, 1, 1}}, lattice, 3).front() == plain);
    CHECK(grid::sample_walls(std::vector<Wall>{alone, {beside, 2, 2}}, lattice, 3).front() == plain);
    CHECK(grid::sample_walls(std::vector<Wall>{alone, {far, 1, 2}}, lattice, 3).front() == plain);
    CHECK(grid::sample_walls(std::vector<Wall>{alone, {beside, 1, 2}}, lattice, 3).front() != plain);
}
