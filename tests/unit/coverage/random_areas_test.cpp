// Random polygons against what GEOS's overlay says of them, pair by pair.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/coverage/repair.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/partition/random.hpp"
#include "shapes.hpp"
#include "tests/unit/trials.hpp"

using grid::CoverageDefect;
using grid::MultiPolygon;
using grid::Ring;

namespace {

double area_of(const MultiPolygon& polygons) {
    return grid::measure_ground(polygons, {}).area_m2;
}

MultiPolygon random_area(grid::partition::Random& random, int size) {
    while (true) {
        const auto coordinate = [&] { return static_cast<double>(random.below(size)); };
        Ring ring;
        const int corners = 3 + random.below(4);
        for (int i = 0; i < corners; ++i)
            ring.push_back({coordinate(), coordinate()});
        MultiPolygon candidate = grid::test::area(ring);
        if (!grid::find_invalid(candidate)) return candidate;
    }
}

/// What no feature covers but features enclose.
double enclosed_area(const std::vector<MultiPolygon>& features) {
    MultiPolygon rest = grid::test::box(-5, -5, 100, 100);
    for (const MultiPolygon& feature : features)
        rest = *grid::difference(rest, feature);
    double enclosed = 0;
    for (const grid::Polygon& polygon : rest) {
        if (std::ranges::find(polygon.shell, grid::Point{-5, -5}) == polygon.shell.end())
            enclosed += area_of({polygon});
    }
    return enclosed;
}

}  // namespace

TEST_CASE("Random polygons: overlaps and gaps are those that the overlay finds, pair by pair and in sum") {
    grid::partition::Random random(20);
    for (int round = 0; round < trials(600); ++round) {
        std::vector<MultiPolygon> features;
        const int count = 2 + random.below(4);
        for (int i = 0; i < count; ++i)
            features.push_back(random_area(random, 4 + random.below(12)));
        const std::vector<CoverageDefect> defects = grid::check_coverage(features);
        if (std::ranges::any_of(defects, [](const auto& d) { return d.code == "duplicate"; })) continue;
        std::map<std::pair<std::int32_t, std::int32_t>, double> reported;
        double reported_sum = 0;
        for (const CoverageDefect& d : defects) {
            reported_sum += d.area_m2;
            if (d.code == "overlap") reported[{d.feature, d.other}] += d.area_m2;
        }
        double sum = enclosed_area(features);
        bool crossed = std::ranges::any_of(defects, [](const auto& d) { return d.code == "crossed_borders"; });
        for (std::int32_t i = 0; i < count; ++i) {
            for (std::int32_t j = i + 1; j < count; ++j) {
                const double common = area_of(
                    *grid::intersection(features[static_cast<std::size_t>(i)], features[static_cast<std::size_t>(j)]));
                sum += common;
                CAPTURE(round);
                if (!crossed) CHECK(reported[{i, j}] == doctest::Approx(common).epsilon(1e-3));
            }
        }
        CHECK(reported_sum == doctest::Approx(sum).epsilon(1e-3));
    }
}

TEST_CASE("Whatever is repaired, nothing is invalid afterwards and every change is listed") {
    grid::partition::Random random(21);
    for (int round = 0; round < trials(200); ++round) {
        std::vector<MultiPolygon> features;
        for (int i = 0; i < 6; ++i)
            features.push_back(random_area(random, 3 + random.below(12)));
        grid::RepairOptions options;
        options.snap_m = 0.1 * random.below(30);
        options.gap_width_m = 0.1 * random.below(30);
        const grid::RepairResult result = grid::repair_coverage(features, options);
        std::vector<char> listed(features.size(), 0);
        for (const grid::RepairChange& change : result.changes)
            listed[static_cast<std::size_t>(change.feature)] = 1;
        for (std::size_t f = 0; f < features.size(); ++f) {
            CHECK(!result.features[f].empty());
            CHECK(!grid::find_invalid(result.features[f]));
            if (listed[f] == 0) CHECK(result.features[f][0].shell == features[f][0].shell);
        }
    }
}

TEST_CASE("Rings that make no sense are survived") {
    grid::partition::Random random(22);
    for (int round = 0; round < trials(100); ++round) {
        std::vector<MultiPolygon> features(3);
        for (MultiPolygon& feature : features) {
            for (int p = random.below(3); p >= 0; --p) {
                grid::Polygon& polygon = feature.emplace_back();
                const auto fill = [&](Ring& ring) {
                    for (int i = random.below(9); i > 0; --i)
                        ring.push_back({static_cast<double>(random.below(4)), static_cast<double>(random.below(4))});
                    if (!ring.empty()) ring.push_back(ring.front());
                };
                fill(polygon.shell);
                for (int h = random.below(3); h > 0; --h)
                    fill(polygon.holes.emplace_back());
            }
        }
        grid::CoverageOptions options;
        options.gap_width_m = 1;
        (void)grid::check_coverage(features, options);
        options.units = features;
        (void)grid::check_coverage(features, options);
        grid::RepairOptions repair;
        repair.snap_m = 1;
        (void)grid::repair_coverage(features, repair);
    }
}
