#include "libgrid/layer/previous_outline.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

grid::MultiPolygon rectangle(double west, double south, double east, double north) {
    return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, {}}};
}

/// Two grids side by side, whose border ends in (4, 0) and (6, 9).
std::vector<grid::DirectedSegment> two_grids() {
    const grid::MultiPolygon west{{{{0, 0}, {4, 0}, {6, 9}, {0, 9}, {0, 0}}, {}}};
    const grid::MultiPolygon east{{{{4, 0}, {9, 0}, {9, 9}, {6, 9}, {4, 0}}, {}}};
    auto segments = grid::directed_segments(west);
    const auto more = grid::directed_segments(east);
    segments.insert(segments.end(), more.begin(), more.end());
    return segments;
}

}  // namespace

TEST_CASE("what lies between two polygons is told from their outline") {
    const grid::SharedSegments shared = grid::share_segments(two_grids());
    CHECK(shared.inner == std::vector<grid::DirectedSegment>{{{4, 0}, {6, 9}}});
    CHECK(shared.outline.size() == 6);
    CHECK(std::is_sorted(shared.outline.begin(), shared.outline.end()));
}

TEST_CASE("an outline gets the vertices of the borders that end on it, whatever its direction") {
    const grid::SharedSegments shared = grid::share_segments(two_grids());
    grid::MultiPolygon unit = rectangle(0, 0, 9, 9);
    SUBCASE("counter-clockwise") {}
    SUBCASE("clockwise") {
        std::reverse(unit[0].shell.begin(), unit[0].shell.end());
    }
    const grid::FollowedOutline followed = grid::follow_outline(unit, shared.outline);
    CHECK(followed.is_same);
    REQUIRE(followed.added.size() == 2);
    CHECK(followed.polygons[0].shell.size() == 7);
    for (const grid::OutlineSplit& split : followed.added) {
        CHECK(split.a < split.b);
        CHECK(split.nodes == std::vector<grid::Point>{split.a.y == 0 ? grid::Point{4, 0} : grid::Point{6, 9}});
    }
}

TEST_CASE("an outline that was moved is not the same, and what did not move still gets its vertices") {
    const grid::SharedSegments shared = grid::share_segments(two_grids());
    const grid::FollowedOutline followed = grid::follow_outline(rectangle(0, 0, 9, 9.5), shared.outline);
    CHECK_FALSE(followed.is_same);
    REQUIRE(followed.added.size() == 1);
    CHECK(followed.added[0].nodes == std::vector<grid::Point>{{4, 0}});
    CHECK(followed.polygons[0].shell.size() == 6);
}

TEST_CASE("grids that cover more than the unit have another outline") {
    auto segments = two_grids();
    const auto far = grid::directed_segments(rectangle(20, 20, 21, 21));
    segments.insert(segments.end(), far.begin(), far.end());
    CHECK_FALSE(grid::follow_outline(rectangle(0, 0, 9, 9), grid::share_segments(segments).outline).is_same);
}

TEST_CASE("a hole is followed with the unit on the left") {
    grid::MultiPolygon unit = rectangle(0, 0, 9, 9);
    unit[0].holes = {{{2, 2}, {2, 4}, {4, 4}, {4, 2}, {2, 2}}};
    grid::MultiPolygon grids = unit;
    grids[0].holes[0] = {{2, 2}, {2, 3}, {2, 4}, {4, 4}, {4, 2}, {2, 2}};
    const auto outline = grid::share_segments(grid::directed_segments(grids)).outline;
    const grid::FollowedOutline followed = grid::follow_outline(unit, outline);
    CHECK(followed.is_same);
    REQUIRE(followed.added.size() == 1);
    CHECK(followed.added[0].nodes == std::vector<grid::Point>{{2, 3}});
}
