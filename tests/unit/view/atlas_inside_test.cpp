#include "libgrid/view/atlas/inside.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace grid;

namespace {

const Rect page{0, 0, 1000, 1000};

Polygon box(double x, double y, double width, double height) {
    return {{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}};
}

/// No border runs through the box, and its middle is inside.
bool holds(const AreaBorders& borders, const Rect& place) {
    for (const auto& [a, b] : borders) {
        for (int i = 0; i <= 200; ++i) {
            const Point p{a.x + (b.x - a.x) * i / 200, a.y + (b.y - a.y) * i / 200};
            if (p.x > place.x && p.x < place.right() && p.y > place.y && p.y < place.bottom()) return false;
        }
    }
    return is_inside(borders, place.centre());
}

}  // namespace

TEST_CASE("the largest box in a box is as large as that") {
    const AreaBorders borders = borders_of({box(100, 200, 80, 20)});
    const auto place = largest_box(borders, page, {4, 1});
    REQUIRE(place);
    CHECK(place->scale == doctest::Approx(20).epsilon(0.03));
    CHECK(place->at.x == doctest::Approx(140).epsilon(0.01));
    CHECK(place->at.y == doctest::Approx(210).epsilon(0.01));
}

TEST_CASE("a wide box goes into the wide arm of an L and a high one into the high arm") {
    const Polygon shape{{{0, 0}, {20, 0}, {20, 180}, {200, 180}, {200, 200}, {0, 200}, {0, 0}}, {}};
    const AreaBorders borders = borders_of({shape});
    for (const Size size : {Size{8, 1}, Size{1, 8}}) {
        const auto place = largest_box(borders, page, size);
        REQUIRE(place);
        CHECK(place->scale > 19);
        // Smaller by what rounding takes.
        CHECK(holds(borders,
                    rect_around(place->at, {size.width * place->scale * 0.999, size.height * place->scale * 0.999})));
        CHECK((size.width > size.height ? place->at.x > 70 : place->at.y < 130));
    }
}

TEST_CASE("a box lies in no hole, in no other part and in the frame") {
    Polygon ring = box(0, 0, 100, 100);
    ring.holes.push_back(box(30, 30, 40, 40).shell);
    const AreaBorders borders = borders_of({ring, box(500, 500, 20, 20)});
    const auto place = largest_box(borders, page, {2, 1});
    REQUIRE(place);
    CHECK(place->scale == doctest::Approx(30).epsilon(0.03));
    CHECK(holds(borders, rect_around(place->at, {2 * place->scale * 0.999, place->scale * 0.999})));
    const Rect frame{400, 400, 110, 200};
    const auto seen = largest_box(borders, frame, {1, 1});
    REQUIRE(seen);
    CHECK(frame.grown(1e-6).contains(rect_around(seen->at, {seen->scale, seen->scale})));
    CHECK(seen->scale == doctest::Approx(10).epsilon(0.03));
}

TEST_CASE("a box goes to the middle of the room around it, and through no border") {
    const AreaBorders cell = borders_of({box(100, 100, 30, 40)});
    const Rect middle = centred(cell, page, {102, 101, 20, 10});
    CHECK(middle.centre().x == doctest::Approx(115));
    CHECK(middle.centre().y == doctest::Approx(120));
    const Polygon shape{{{0, 0}, {100, 0}, {60, 100}, {50, 20}, {40, 100}, {0, 0}}, {}};
    for (double x = 2; x < 90; x += 3) {
        const AreaBorders borders = borders_of({shape});
        const Rect start{x, 4, 8, 3};
        if (!holds(borders, start)) continue;
        CHECK(holds(borders, centred(borders, page, start)));
    }
}

TEST_CASE("where there is no area there is no place") {
    CHECK_FALSE(largest_box({}, page, {1, 1}));
    CHECK_FALSE(largest_box(borders_of({box(10, 10, 0, 0)}), page, {1, 1}));
    CHECK_FALSE(largest_box(borders_of({box(10, 10, 50, 0)}), page, {1, 1}));
    CHECK_FALSE(largest_box(borders_of({box(2000, 2000, 50, 50)}), page, {1, 1}));
    CHECK_FALSE(largest_box(borders_of({box(10, 10, 50, 50)}), page, {0, 1}));
}
