#include <doctest/doctest.h>

#include "libgrid/coverage/close_slits.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"
#include "shapes.hpp"

using grid::CoverageOptions;
using grid::MultiPolygon;
using grid::Point;
using grid::Ring;
using grid::test::area;
using grid::test::box;

namespace {

/// A box of 20 by 10 with a wedge from above, 8 m deep, `width` wide at its mouth.
MultiPolygon with_slit(double width) {
    return area({{0, 0}, {20, 0}, {20, 10}, {10 + width, 10}, {10, 2}, {10, 10}, {0, 10}});
}

std::vector<grid::CoverageDefect> defects(const std::vector<MultiPolygon>& features, double slit_width_m) {
    CoverageOptions options;
    options.slit_width_m = slit_width_m;
    return grid::check_coverage(features, options);
}

grid::ClosedSlits closed(const std::vector<MultiPolygon>& features, double width_m) {
    std::vector<grid::LooseSegment> loose = grid::match_segments(features, {}, {}).loose;
    std::erase_if(loose, [](const grid::LooseSegment& s) { return s.owner != 0; });
    return grid::close_slits(features[0], loose, width_m, {});
}

}  // namespace

TEST_CASE("A slit is found with its width and area, a wider wedge and an acute corner are none") {
    const auto found = defects({with_slit(0.3)}, 0.5);
    REQUIRE(grid::test::found(found) == std::vector<std::string>{"slit 0 -1"});
    CHECK(found[0].width_m == doctest::Approx(0.3).epsilon(1e-3));
    CHECK(found[0].area_m2 == doctest::Approx(1.2).epsilon(2e-3));
    CHECK(found[0].message == "narrow slit that is open, up to 0.2998 m wide");
    CHECK(defects({with_slit(0.3)}, 0.2).empty());
    CHECK(defects({with_slit(2)}, 0.5).empty());
    CHECK(defects({with_slit(0.3)}, 0).empty());
    CHECK(defects({area({{0, 0}, {20, 0}, {0.1, 0.2}})}, 0.5).empty());  // narrow within, not without
}

TEST_CASE("What another feature fills is no slit") {
    CHECK(defects({with_slit(0.3), area({{10, 2}, {10.3, 10}, {10, 10}})}, 0.5).empty());
}

TEST_CASE("A slit is closed across its mouth, and nothing else is touched") {
    const grid::ClosedSlits result = closed({with_slit(0.3)}, 0.5);
    REQUIRE(result.at.size() == 1);
    CHECK(result.geometry[0].shell == Ring{{10.3, 10}, {10, 10}, {0, 10}, {0, 0}, {20, 0}, {20, 10}, {10.3, 10}});
    CHECK(closed({with_slit(0.3)}, 0.2).at.empty());
    CHECK(closed({with_slit(0.3), area({{10, 2}, {10.3, 10}, {10, 10}})}, 0.5).at.empty());
}

TEST_CASE("The mouth of a slit gets a vertex where it has one on one side only") {
    // On the left the outline goes straight on below the mouth of the slit.
    const MultiPolygon feature = area({{0, 0}, {20, 0}, {20, 10}, {10.2, 10}, {10, 2}, {10, 16}, {0, 16}});
    const grid::ClosedSlits result = closed({feature}, 0.5);
    REQUIRE(result.at.size() == 1);
    CHECK(!grid::find_invalid(result.geometry));
    CHECK(result.geometry[0].shell.size() == 7 + 1);
    CHECK(grid::measure_ground(result.geometry, {}).area_m2 ==
          doctest::Approx(grid::measure_ground(feature, {}).area_m2 + 0.8).epsilon(1e-3));
}

TEST_CASE("Slits with bends, several in one ring, and in holes are closed") {
    const MultiPolygon bent = area({{0, 0},
                                    {30, 0},
                                    {30, 10},
                                    {10.2, 10},
                                    {12.2, 6},
                                    {10, 2},
                                    {12, 6},
                                    {10, 10},
                                    {6.1, 10},
                                    {6, 3},
                                    {6, 10},
                                    {0, 10}});
    const grid::ClosedSlits both = closed({bent}, 0.5);
    CHECK(both.at.size() == 2);
    CHECK(!grid::find_invalid(both.geometry));
    CHECK(both.geometry[0].shell.size() == 9);
    const MultiPolygon holed = area({{0, 0}, {30, 0}, {30, 30}, {0, 30}},
                                    {{{10, 10}, {10, 20}, {14.9, 20}, {15, 28}, {15.1, 20}, {20, 20}, {20, 10}}});
    const grid::ClosedSlits hole = closed({holed}, 0.5);
    CHECK(hole.at.size() == 1);
    CHECK(hole.geometry[0].holes[0].size() == 7);
    CHECK(!grid::find_invalid(hole.geometry));
}

TEST_CASE("A narrow gap that is open says how large it is") {
    CoverageOptions options;
    options.gap_width_m = 0.5;
    const auto found = grid::check_coverage(
        std::vector<MultiPolygon>{box(0, 0, 10, 10), area({{10, 0}, {20, 0}, {20, 10}, {10.4, 10}})}, options);
    REQUIRE(grid::test::found(found) == std::vector<std::string>{"gap 0 1"});
    CHECK(found[0].area_m2 == doctest::Approx(2).epsilon(0.01));
}

TEST_CASE("Two points that the lattice takes for one are no fault where both sides have both") {
    const Point a{10, 10};
    const Point b{10 + 2e-7, 10};
    CHECK(
        grid::test::check({area({{0, 0}, {10, 0}, a, b, {0, 20}}), area({{10, 0}, {20, 0}, {20, 10}, b, a})}).empty());
    CHECK(grid::test::check({area({{0, 0}, {10, 0}, a, {0, 20}}), area({{10, 0}, {20, 0}, {20, 10}, b})}).size() == 1);
}
