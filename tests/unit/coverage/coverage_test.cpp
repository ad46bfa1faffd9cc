#include <doctest/doctest.h>

#include <stdexcept>

#include "shapes.hpp"

// What a valid coverage is, case by case: the distinctions are those of the coverage validation of JTS and GEOS.

using grid::CoverageDefect;
using grid::CoverageOptions;
using grid::MultiPolygon;
using grid::Point;
using grid::Ring;
using grid::test::area;
using grid::test::both;
using grid::test::box;
using grid::test::check;
using grid::test::reversed;
using Strings = std::vector<std::string>;

TEST_CASE("Squares whose common edge is one segment on both sides are a coverage") {
    CHECK(check({box(0, 0, 1, 1), box(1, 0, 2, 1)}).empty());
    CHECK(check({box(0, 0, 1, 1), reversed(box(1, 0, 2, 1))}).empty());
    CHECK(check({box(0, 0, 1, 1), box(1, 0, 2, 1), box(0, 1, 1, 2), box(1, 1, 2, 2)}).empty());
}

TEST_CASE("Features that are apart, or touch in a common vertex, are a coverage") {
    CHECK(check({box(0, 0, 1, 1), box(5, 5, 6, 6)}).empty());
    CHECK(check({box(0, 0, 1, 1), box(1, 1, 2, 2)}).empty());
}

TEST_CASE("A common edge with a vertex on one side only is an unmatched vertex, and named at that vertex") {
    const std::vector<MultiPolygon> features{box(0, 0, 10, 10), area({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 4}})};
    const auto defects = grid::check_coverage(features);
    REQUIRE(grid::test::found(defects) == Strings{"unmatched_vertex 0 1"});
    CHECK(defects[0].at == Point{10, 4});
    REQUIRE(defects[0].lines.size() == 1);
    CHECK(defects[0].lines[0].size() == 2);
}

TEST_CASE("A common edge that is part of a longer edge is unmatched where it ends") {
    CHECK(check({box(0, 0, 10, 10), box(10, 0, 20, 5)}) == Strings{"unmatched_vertex 0 1"});
    CHECK(check({box(0, 0, 10, 10), box(10, 3, 20, 5)}) == Strings{"unmatched_vertex 0 1", "unmatched_vertex 0 1"});
    // Each edge sticks out over the other.
    CHECK(check({box(0, 0, 10, 10), box(10, 5, 20, 15)}) == Strings{"unmatched_vertex 0 1", "unmatched_vertex 1 0"});
}

TEST_CASE("Three features at a vertex that the long edge of one lacks are one finding") {
    CHECK(check({box(0, 0, 10, 10), box(10, 0, 20, 5), box(10, 5, 20, 10)}) == Strings{"unmatched_vertex 0 1"});
}

TEST_CASE("A vertex that touches a segment from outside is unmatched, whichever feature comes first") {
    const MultiPolygon square = box(0, 0, 10, 10);
    const MultiPolygon wedge = area({{10, 5}, {20, 0}, {20, 10}});
    CHECK(check({square, wedge}) == Strings{"unmatched_vertex 0 1"});
    CHECK(check({wedge, square}) == Strings{"unmatched_vertex 1 0"});
}

TEST_CASE("A feature inside another that touches its edge with a vertex overlaps it") {
    CHECK(check({box(0, 0, 10, 10), area({{10, 5}, {5, 8}, {5, 2}})}) == Strings{"overlap 0 1"});
}

TEST_CASE("Squares that overlap are found with the common ground") {
    const auto defects = grid::check_coverage(std::vector{box(0, 0, 10, 10), box(8, 2, 18, 12)});
    REQUIRE(grid::test::found(defects) == Strings{"overlap 0 1"});
    CHECK(defects[0].area_m2 == doctest::Approx(16));
    CHECK(defects[0].width_m == doctest::Approx(2));
    CHECK(defects[0].at.x > 8);
    CHECK(defects[0].at.x < 10);
    REQUIRE(defects[0].area.size() == 1);
    CHECK(defects[0].area[0].shell.size() == 5);
}

TEST_CASE("A feature inside another overlaps it, with and without common vertices") {
    CHECK(check({box(0, 0, 10, 10), box(2, 2, 4, 4)}) == Strings{"overlap 0 1"});
    CHECK(check({box(2, 2, 4, 4), box(0, 0, 10, 10)}) == Strings{"overlap 0 1"});
    CHECK(check({box(0, 0, 10, 10), area({{0, 0}, {10, 0}, {10, 10}})}) == Strings{"overlap 0 1"});
}

TEST_CASE("A feature that lies over two others whose border matches overlaps each of them") {
    const std::vector<MultiPolygon> features{box(0, 0, 10, 10), box(10, 0, 20, 10), box(5, 2, 15, 8)};
    const auto defects = grid::check_coverage(features);
    REQUIRE(grid::test::found(defects) == Strings{"overlap 0 2", "overlap 1 2"});
    CHECK(defects[0].area_m2 == doctest::Approx(30));
    CHECK(defects[1].area_m2 == doctest::Approx(30));
}

TEST_CASE("A feature that is covered by others with the same vertices overlaps each of them") {
    const MultiPolygon whole = area({{0, 0}, {10, 0}, {20, 0}, {20, 10}, {10, 10}, {0, 10}});
    CHECK(check({box(0, 0, 10, 10), box(10, 0, 20, 10), whole}) == Strings{"overlap 0 2", "overlap 1 2"});
}

TEST_CASE("A geometry that is there twice is a duplicate, in either direction and from any start") {
    const MultiPolygon square = box(0, 0, 10, 10);
    CHECK(check({square, square}) == Strings{"duplicate 1 0"});
    CHECK(check({square, reversed(square)}) == Strings{"duplicate 1 0"});
    CHECK(check({square, area({{10, 10}, {0, 10}, {0, 0}, {10, 0}})}) == Strings{"duplicate 1 0"});
    CHECK(check({square, square, box(10, 0, 20, 10), square}) == Strings{"duplicate 1 0", "duplicate 3 0"});
}

TEST_CASE("Borders that cross in one segment each overlap and leave a gap or an inlet") {
    // Two quadrangles whose common border is drawn from (0, 10) to (10, 0) by one, and crosswise by the other.
    CHECK(check({area({{0, 0}, {10, 0}, {8, 10}, {0, 10}}), area({{8, 0}, {20, 0}, {20, 10}, {10, 10}})}) ==
          Strings{"overlap 0 1"});
}

TEST_CASE("A border that two features draw through other points is one finding where it is narrow, else each piece") {
    const MultiPolygon left = area({{0, 0}, {10, 0}, {11, 5}, {9, 10}, {11, 15}, {10, 20}, {0, 20}});
    const MultiPolygon right = area({{10, 0}, {20, 0}, {20, 20}, {10, 20}, {9, 15}, {11, 10}, {9, 5}});
    CoverageOptions options;
    options.gap_width_m = 2;
    const auto defects = grid::check_coverage(std::vector{left, right}, options);
    REQUIRE(grid::test::found(defects) == Strings{"crossed_borders 0 1"});
    CHECK(defects[0].area.size() == 3);
    options.gap_width_m = 1;
    const auto pieces = grid::check_coverage(std::vector{left, right}, options);
    double sum_m2 = 0;
    for (const CoverageDefect& piece : pieces) {
        CHECK(piece.code != "crossed_borders");
        CHECK(piece.area.size() == 1);
        CHECK(piece.width_m > 1);
        sum_m2 += piece.area_m2;
    }
    CHECK(pieces.size() == 3);
    CHECK(sum_m2 == doctest::Approx(defects[0].area_m2));
}

TEST_CASE("A hole that another feature fills exactly is covered; one with other vertices is not matched") {
    const Ring hole{{2, 2}, {8, 2}, {8, 8}, {2, 8}};
    CHECK(check({area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {hole}), box(2, 2, 8, 8)}).empty());
    CHECK(check({area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {hole}), area({{2, 2}, {8, 2}, {8, 5}, {8, 8}, {2, 8}})}) ==
          Strings{"unmatched_vertex 0 1"});
}

TEST_CASE("A hole inside a coverage that nothing fills is a gap, however wide") {
    const std::vector<MultiPolygon> ring{box(0, 0, 10, 3), area({{0, 3}, {3, 3}, {3, 7}, {0, 7}}),
                                         area({{7, 3}, {10, 3}, {10, 7}, {7, 7}}),
                                         area({{0, 7}, {3, 7}, {7, 7}, {10, 7}, {10, 10}, {0, 10}})};
    const auto defects = grid::check_coverage(ring);
    REQUIRE(defects.size() >= 1);
    bool gap = false;
    for (const CoverageDefect& defect : defects)
        gap = gap || (defect.code == "gap" && defect.area_m2 == doctest::Approx(16));
    CHECK(gap);
    CHECK(check({area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {8, 2}, {8, 8}, {2, 8}}})}) ==
          Strings{"gap 0 -1"});
}

TEST_CASE("A gap is attributed to the features with the longest borders at it") {
    const std::vector<MultiPolygon> features{area({{0, 0}, {10, 0}, {10, 4}, {9.9, 5}, {10, 6}, {10, 10}, {0, 10}}),
                                             area({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 6}, {10, 4}})};
    const auto defects = grid::check_coverage(features);
    REQUIRE(grid::test::found(defects) == Strings{"gap 0 1"});
    CHECK(defects[0].area_m2 == doctest::Approx(0.1));
    CHECK(defects[0].features == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("Multipolygons on both sides are compared part by part") {
    const MultiPolygon a = both(box(0, 0, 1, 1), box(2, 0, 3, 1));
    const MultiPolygon b = both(box(1, 0, 2, 1), box(3, 0, 4, 1));
    CHECK(check({a, b}).empty());
    CHECK(check({a, both(box(1, 0, 2, 1), box(2.5, 0, 4, 1))}) == Strings{"overlap 0 1"});
}

TEST_CASE("A narrow gap that is open at both ends is found up to the asked width and not beyond") {
    const std::vector<MultiPolygon> features{box(0, 0, 10, 10), box(10.2, 0, 20, 10)};
    CoverageOptions options;
    CHECK(check(features, options).empty());
    options.gap_width_m = 0.1;
    CHECK(check(features, options).empty());
    options.gap_width_m = 0.3;
    const auto defects = grid::check_coverage(features, options);
    REQUIRE(grid::test::found(defects) == Strings{"gap 0 1"});
    CHECK(defects[0].width_m == doctest::Approx(0.2));
    CHECK(defects[0].lines.size() == 2);
}

TEST_CASE("A gore, a narrow gap between borders that part at a common vertex, is found") {
    const std::vector<MultiPolygon> features{area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}),
                                             area({{10, 0}, {20, 0}, {20, 10}, {10.2, 10}})};
    CoverageOptions options;
    CHECK(check(features, options).empty());
    options.gap_width_m = 0.3;
    CHECK(check(features, options) == Strings{"gap 0 1"});
}

TEST_CASE("A deep corner between two outer borders is no narrow gap") {
    CoverageOptions options;
    options.gap_width_m = 1;
    CHECK(check({area({{0, 0}, {10, 0}, {5, 10}, {0, 10}}), area({{10, 0}, {20, 0}, {20, 10}, {15, 10}})}, options)
              .empty());
}

TEST_CASE("Repeated points, on one side or on both, do not part a common border") {
    CHECK(check({area({{0, 0}, {1, 0}, {1, 0}, {1, 1}, {0, 1}}), box(1, 0, 2, 1)}).empty());
    CHECK(check({area({{0, 0}, {1, 0}, {1, 0}, {1, 1}, {0, 1}}), area({{1, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 1}})})
              .empty());
}

TEST_CASE("Empty elements cover nothing and are no duplicates of each other") {
    CHECK(check({{}, box(0, 0, 1, 1), {}, MultiPolygon(1), box(1, 0, 2, 1)}).empty());
    CHECK(check({}).empty());
}

TEST_CASE("A ring that has collapsed to a line, or to a point, covers nothing") {
    CHECK(check({box(0, 0, 1, 1), area({{3, 0}, {4, 0}, {3, 0}})}).empty());
    CHECK(check({box(0, 0, 1, 1), area({{3, 0}, {3, 0}, {3, 0}})}).empty());
}

TEST_CASE("A feature that crosses itself does not make its neighbours faulty") {
    const MultiPolygon bow = area({{10, 0}, {20, 10}, {20, 0}, {10, 10}});
    for (const CoverageDefect& defect : grid::check_coverage(std::vector{box(0, 0, 10, 10), bow}))
        CHECK(defect.code != "gap");
}

TEST_CASE("What matters is the coordinates, wherever they are and however large") {
    for (const double far : {0.0, 1e6, 4e7, 1e9}) {
        CHECK(check({box(far, far, far + 10, far + 10), box(far + 10, far, far + 20, far + 10)}).empty());
        CHECK(check({box(far, far, far + 10, far + 10), box(far + 8, far, far + 20, far + 10)}) ==
              Strings{"overlap 0 1"});
    }
    CHECK(check({box(-1e9, -1e9, 1e9, 1e9), box(0, 0, 1, 1)}) == Strings{"overlap 0 1"});
}

TEST_CASE("Widths are metres on the ground where the coordinates are degrees") {
    CoverageOptions options;
    options.scale = {grid::metres_per_degree, true};
    const auto defects = grid::check_coverage(
        std::vector{box(120, 59.99, 120.001, 60.01), box(120.0009, 59.99, 120.002, 60.01)}, options);
    REQUIRE(defects.size() == 1);
    CHECK(defects[0].width_m == doctest::Approx(5.55).epsilon(0.01));
}

TEST_CASE("A deep pile of features is said to overlap, but not each with each at every depth") {
    std::vector<MultiPolygon> pile;
    for (int i = 0; i < 300; ++i)
        pile.push_back(box(i, i, 1000 - i, 1000 - i));
    const auto defects = grid::check_coverage(pile);
    CHECK(defects.size() >= 299);
    CHECK(defects.size() < 2000);
    const std::vector<MultiPolygon> same(5000, box(0, 0, 1, 1));
    CHECK(check(same).size() == 4999);
}

TEST_CASE("A feature far away from all others changes nothing, also where it is far away in part") {
    std::vector<MultiPolygon> features{box(0, 0, 10, 10), box(8, 2, 18, 12), box(30, 0, 40, 10)};
    features.push_back(both(box(1e8, 1e8, 1e8 + 5, 1e8 + 5), box(39, 2, 45, 8)));
    features.push_back(box(1e8 + 4, 1e8, 1e8 + 9, 1e8 + 5));
    const auto defects = grid::check_coverage(features);
    CHECK(grid::test::found(defects) == Strings{"overlap 0 1", "overlap 2 3", "overlap 3 4"});
    // Ground that is far from any border, inside a large feature, is inside it all the same.
    CHECK(check({box(-1e6, -1e6, 1e6, 1e6), box(0, 0, 1, 1), box(5, 5, 6, 6)}) ==
          Strings{"overlap 0 1", "overlap 0 2"});
}

TEST_CASE("The answer does not depend on the number of threads") {
    std::vector<MultiPolygon> features;
    for (int i = 0; i < 60; ++i) {
        for (int j = 0; j < 60; ++j)
            features.push_back(box(i, j, i + (i % 7 == 3 && j % 5 == 2 ? 1.2 : 1.0), j + 1));
    }
    CoverageOptions options;
    options.threads = 1;
    const Strings one = check(features, options);
    CHECK(one.size() > 100);
    options.threads = 2;
    CHECK(check(features, options) == one);
}
