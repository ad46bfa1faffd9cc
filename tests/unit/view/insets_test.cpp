#include <doctest/doctest.h>

#include <vector>

#include "libgrid/view/atlas/insets.hpp"
#include "libgrid/view/atlas/scene.hpp"

namespace {

using grid::Box;

Box square(double x, double y, double side = 10) {
    return {x, y, x + side, y + side};
}

grid::MapParts split(const std::vector<Box>& boxes) {
    std::vector<double> areas;
    for (const Box& box : boxes)
        areas.push_back((box.max_x - box.min_x) * (box.max_y - box.min_y));
    return grid::split_far_parts(boxes, areas);
}

}  // namespace

TEST_CASE("What lies far away is no part of the map, whatever its place in the list") {
    for (const std::vector<Box>& boxes : {std::vector{square(0, 0), square(12, 0), square(500, 300)},
                                          {square(500, 300), square(12, 0), square(0, 0)}}) {
        const grid::MapParts parts = split({boxes[0], boxes[1], boxes[2], square(0, 12, 20)});
        CHECK(parts.main.max_x == 22);
        CHECK(parts.main.max_y == 32);
        REQUIRE(parts.far.size() == 1);
        CHECK(parts.far.front().min_x == 500);
    }
}

TEST_CASE("Stepping stones keep a far part on the map, and so do parts that are too many") {
    std::vector<Box> stones;
    for (int i = 0; i < 40; ++i)
        stones.push_back(square(14 * i, 0));
    CHECK(split(stones).far.empty());
    CHECK(split({square(0, 0, 20), square(31, 0, 5)}).far.empty());  // the map would hardly become larger
    std::vector<Box> scattered{square(0, 0, 20)};
    for (int i = 0; i < 3; ++i)
        scattered.push_back(square(1000 * (i + 1), 0));
    CHECK(split(scattered).far.size() == 3);
    scattered.push_back(square(0, 5000));
    CHECK(split(scattered).far.empty());
    CHECK(split(scattered).main.max_y == 5010);
    CHECK(split({}).main.empty());
}

TEST_CASE("The strip of the insets covers nothing of the map, whatever their shapes") {
    for (const double width : {10.0, 100.0, 1000.0}) {
        for (const grid::Rect& place : {grid::Rect{0, 0, 500, 500}, {10, 20, 900, 300}, {0, 0, 300, 800}}) {
            const Box main{0, 0, width, 100};
            const grid::MapFrame frame = grid::frame_of(grid::with_strip(main), place);
            const std::vector<grid::Rect> insets = grid::inset_places(place, 3);
            REQUIRE(insets.size() == 3);
            for (const grid::Rect& inset : insets) {
                CHECK(place.contains(inset));
                CHECK(inset.x > frame.to_page({main.max_x, 0}).x);
            }
            CHECK_FALSE(insets[0].meets(insets[1]));
            CHECK_FALSE(insets[1].meets(insets[2]));
        }
    }
}
