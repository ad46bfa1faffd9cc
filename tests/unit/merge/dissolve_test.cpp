#include <doctest/doctest.h>

#include <vector>

#include "libgrid/merge/dissolve.hpp"

namespace grid {

namespace {

MultiPolygon box(double west, double south, double east, double north, std::vector<Ring> holes = {}) {
    return {{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, std::move(holes)}};
}

MultiPolygon together(const std::vector<MultiPolygon>& parts) {
    std::vector<const MultiPolygon*> pointers;
    for (const MultiPolygon& part : parts)
        pointers.push_back(&part);
    return dissolve(pointers);
}

const GroundScale metres{1, false};

}  // namespace

TEST_CASE("two squares become one ring that keeps the vertices where their border ended") {
    const MultiPolygon both = together({box(0, 0, 1, 1), box(1, 0, 2, 1)});
    REQUIRE(both.size() == 1);
    CHECK(both.front().shell == Ring{{0, 0}, {1, 0}, {2, 0}, {2, 1}, {1, 1}, {0, 1}, {0, 0}});
}

TEST_CASE("squares around a square make a ring with a hole, and squares that meet in a corner two polygons") {
    std::vector<MultiPolygon> parts;
    for (int i = 0; i < 9; ++i) {
        if (i != 4) parts.push_back(box(i % 3, i / 3, i % 3 + 1, i / 3 + 1));
    }
    const MultiPolygon ring = together(parts);
    REQUIRE(ring.size() == 1);
    CHECK(ring.front().shell.size() == 13);
    REQUIRE(ring.front().holes.size() == 1);
    CHECK(ring.front().holes.front().size() == 5);
    CHECK(together({box(0, 0, 1, 1), box(1, 1, 2, 2)}).size() == 2);
}

TEST_CASE("a grid in the hole of another fills it") {
    const Ring hole{{1, 1}, {1, 2}, {2, 2}, {2, 1}, {1, 1}};
    const MultiPolygon both = together({box(0, 0, 3, 3, {hole}), box(1, 1, 2, 2)});
    REQUIRE(both.size() == 1);
    CHECK(both.front().holes.empty());
}

TEST_CASE("what no border needs goes on both sides, and corners, nodes and kept vertices stay") {
    // Below two squares, above one; the vertex (1, 1) came from the border of the two below.
    std::vector<MultiPolygon> dissolved{together({box(0, 0, 1, 1), box(1, 0, 2, 1)}),
                                        {{{{0, 1}, {1, 1}, {2, 1}, {2, 2}, {0, 2}, {0, 1}}, {}}}};
    const std::vector<Point> corners{{0, 0}, {0, 1}, {0, 2}, {2, 0}, {2, 1}, {2, 2}};
    SUBCASE("straight vertices go") {
        CHECK(drop_needless_vertices(dissolved, corners, metres).empty());
        CHECK(dissolved[0].front().shell == Ring{{0, 0}, {2, 0}, {2, 1}, {0, 1}, {0, 0}});
        CHECK(dissolved[1].front().shell == Ring{{0, 1}, {2, 1}, {2, 2}, {0, 2}, {0, 1}});
    }
    SUBCASE("a kept vertex stays on both sides") {
        std::vector<Point> kept = corners;
        kept.insert(kept.begin() + 3, {1, 1});
        CHECK(drop_needless_vertices(dissolved, kept, metres).empty());
        CHECK(dissolved[0].front().shell.size() == 6);
        CHECK(dissolved[1].front().shell.size() == 6);
    }
    SUBCASE("what bends is told and stays") {
        const std::vector<Point> stayed = drop_needless_vertices(dissolved, {}, metres);
        CHECK(stayed == corners);
        CHECK(dissolved[0].front().shell.size() == 5);
    }
}

TEST_CASE("a vertex off the line by more than rounding stays") {
    for (const double off : {1e-8, 1e-6}) {
        std::vector<MultiPolygon> one{{{{{0, 0}, {1, off}, {2, 0}, {2, 1}, {0, 1}, {0, 0}}, {}}}};
        const std::vector<Point> kept{{0, 0}, {0, 1}, {2, 0}, {2, 1}};
        CHECK(drop_needless_vertices(one, kept, metres).size() == (off > straight_tolerance_m ? 1 : 0));
        CHECK(one.front().front().shell.size() == (off > straight_tolerance_m ? 6 : 5));
    }
}

}  // namespace grid
