#include "libgrid/coverage/geometry_checks.hpp"

#include <doctest/doctest.h>

#include "shapes.hpp"

using grid::GeometryDefect;
using grid::GeometryOptions;
using grid::MultiPolygon;
using grid::Point;
using grid::Ring;
using grid::test::area;
using grid::test::both;
using grid::test::box;
using grid::test::reversed;
using Strings = std::vector<std::string>;

namespace {

Strings codes(const MultiPolygon& feature, const GeometryOptions& options = {}) {
    Strings result;
    for (const GeometryDefect& defect : grid::check_geometry(feature, options))
        result.push_back(defect.code);
    return result;
}

const Ring square{{0, 0}, {10, 0}, {10, 10}, {0, 10}};
const Ring hole{{2, 2}, {2, 4}, {4, 4}, {4, 2}};

}  // namespace

TEST_CASE("A good polygon has no findings, whichever way its shell runs") {
    CHECK(codes(area(square)).empty());
    CHECK(codes(reversed(area(square))).empty());
    CHECK(codes(area(square, {hole})).empty());
    CHECK(codes(reversed(area(square, {hole}))).empty());
}

TEST_CASE("A feature without coordinates is empty") {
    CHECK(codes({}) == Strings{"empty_geometry"});
    CHECK(codes(MultiPolygon(1)) == Strings{"empty_geometry"});
}

TEST_CASE("A ring that crosses itself is invalid, with the reason and the point") {
    const auto defects = grid::check_geometry(area({{0, 0}, {10, 10}, {10, 0}, {0, 10}}));
    REQUIRE(defects.size() == 1);
    CHECK(defects[0].code == "invalid_geometry");
    CHECK(defects[0].message == "Self-intersection");
    CHECK(defects[0].at == Point{5, 5});
}

TEST_CASE("A ring that touches itself in a point is named as that beside the error, from within and from without") {
    const auto inward = grid::check_geometry(area({{0, 0}, {10, 0}, {10, 10}, {5, 0}, {0, 10}}));
    REQUIRE(inward.size() == 2);  // a vertex on a segment
    CHECK(inward[1].code == "invalid_geometry");
    CHECK(inward[1].message == "Ring Self-intersection");
    CHECK(inward[1].at == Point{5, 0});
    CHECK(inward[0].code == "ring_self_touch");
    CHECK(inward[0].at == Point{5, 0});
    const auto defects =
        grid::check_geometry(area({{0, 0}, {10, 0}, {10, 10}, {5, 5}, {7, 3}, {3, 3}, {5, 5}, {0, 10}}));
    REQUIRE(defects.size() == 2);
    CHECK(defects[0].code == "ring_self_touch");
    CHECK(defects[0].at == Point{5, 5});
    CHECK(defects[1].code == "invalid_geometry");
    CHECK(codes(area({{0, 0}, {10, 0}, {5, 5}, {10, 10}, {0, 10}, {5, 5}})) ==
          Strings{"ring_self_touch", "invalid_geometry"});
}

TEST_CASE("Holes that overlap are invalid") {
    CHECK(codes(area(square, {hole, {{3, 3}, {3, 6}, {6, 6}, {6, 3}}})) == Strings{"invalid_geometry"});
}

TEST_CASE("Each repeated point is a finding, and does not make the feature invalid") {
    CHECK(codes(area({{0, 0}, {10, 0}, {10, 0}, {10, 10}, {10, 10}, {10, 10}, {0, 10}})) ==
          Strings{"repeated_point", "repeated_point", "repeated_point"});
}

TEST_CASE("A border that runs out and back again is a spike at its tip, and not valid if it has no width") {
    const auto defects = grid::check_geometry(area({{0, 0}, {10, 0}, {10, 5}, {15, 5}, {10, 5}, {10, 10}, {0, 10}}));
    REQUIRE(defects.size() == 2);
    CHECK(defects[0].code == "spike");
    CHECK(defects[0].at == Point{15, 5});
    CHECK(defects[1].code == "invalid_geometry");
    const MultiPolygon thin = area({{0, 0}, {10, 0}, {10, 5}, {15, 5.001}, {10, 5.002}, {10, 10}, {0, 10}});
    GeometryOptions options;
    options.spike_angle_degrees = 0.1;
    CHECK(codes(thin, options) == Strings{"spike"});
    options.spike_angle_degrees = 0;
    CHECK(codes(thin, options).empty());
}

TEST_CASE("A ring without area has collapsed") {
    const Strings expected{"collapsed_ring", "invalid_geometry"};
    CHECK(codes(area({{0, 0}, {10, 0}, {0, 0}})) == expected);
    CHECK(codes(area({{0, 0}, {5, 5}, {10, 10}})) == expected);
    CHECK(codes(area(square, {{{2, 2}, {4, 4}, {2, 2}}})) == expected);
    CHECK(codes({{{{0, 0}, {10, 0}, {10, 10}, {0, 0}}, {{{4, 2}, {4, 2}}}}}) == expected);  // of two points
}

TEST_CASE("A hole that runs like its shell is found") {
    CHECK(codes(area(square, {Ring(hole.rbegin(), hole.rend())})) == Strings{"ring_orientation"});
}

TEST_CASE("A part that is narrower than asked is a sliver") {
    GeometryOptions options;
    options.sliver_width_m = 0.5;
    CHECK(codes(area(square), options).empty());
    CHECK(codes(box(0, 0, 100, 0.4), options) == Strings{"sliver"});
    options.sliver_width_m = 0.3;
    CHECK(codes(box(0, 0, 100, 0.4), options).empty());
}

TEST_CASE("Several parts are said, and are for the caller to judge") {
    CHECK(codes(both(box(0, 0, 1, 1), box(2, 0, 3, 1))) == Strings{"multipart"});
    CHECK(codes(both(box(0, 0, 1, 1), box(1, 0, 2, 1))) == Strings{"invalid_geometry", "multipart"});
}

TEST_CASE("What is left when touches and spikes are explained is still invalid") {
    const MultiPolygon both_faults =
        both(area({{0, 0}, {10, 0}, {10, 5}, {15, 5}, {10, 5}, {10, 10}, {0, 10}}), box(5, 5, 8, 8));
    CHECK(codes(both_faults) == Strings{"spike", "invalid_geometry", "multipart"});
    CHECK(grid::check_geometry(both_faults)[1].message == "Nested shells");
}
