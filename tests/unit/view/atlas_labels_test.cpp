#include "libgrid/view/atlas/labels.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace grid;

namespace {

const Rect frame{20, 30, 400, 300};

AreaBorders cell(double x, double y, double width, double height) {
    return borders_of({{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}}});
}

void check_apart(const std::vector<LabelPlace>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!places[i].found()) continue;
        CHECK(frame.grown(1e-9).contains(places[i].box));
        for (std::size_t j = 0; j < places.size(); ++j) {
            if (i == j || !places[j].found()) continue;
            CHECK_FALSE(places[i].box.meets(places[j].box));
            if (places[j].leader) CHECK_FALSE(meets(*places[j].leader, places[i].box));
        }
    }
}

}  // namespace

TEST_CASE("labels take the first form that fits, with its largest letters") {
    LabelPlacer placer(frame);
    const std::vector<LabelForm> forms{{{6, 2}, {12, 10, 8}}, {{2, 1}, {9, 5}}};
    const LabelPlace large = placer.place_inside(cell(20, 30, 100, 60), forms);
    CHECK(large.form == 0);
    CHECK(large.letters == 12);
    const LabelPlace middle = placer.place_inside(cell(200, 30, 55, 60), forms);
    CHECK(middle.form == 0);
    CHECK(middle.letters == 8);
    const LabelPlace small = placer.place_inside(cell(300, 30, 15, 60), forms);
    CHECK(small.form == 1);
    CHECK(small.letters == 5);
    CHECK_FALSE(placer.place_inside(cell(350, 30, 8, 60), forms).found());
}

TEST_CASE("labels never meet each other nor leave the frame, whatever the areas are") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        std::mt19937 random(seed);
        const auto number = [&random](unsigned below) { return static_cast<double>(random() % below); };
        LabelPlacer placer(frame);
        std::vector<LabelPlace> places;
        // Areas that overlap and reach out of the frame, as a bad layer has them.
        for (int i = 0; i < 150; ++i) {
            const AreaBorders area = cell(number(450), number(350), 3 + number(40), 3 + number(30));
            const std::vector<LabelForm> forms{{{3, 1.4}, {10, 7}}, {{1.5, 1.4}, {6}}};
            LabelPlace place = placer.place_inside(area, forms);
            if (!place.found()) place = placer.place_beside(area, forms.back(), {}, 120);
            places.push_back(place);
        }
        check_apart(places);
        CHECK(std::ranges::count_if(places, [](const LabelPlace& p) { return p.found(); }) > 40);
        CHECK(std::ranges::count_if(places, [](const LabelPlace& p) { return p.leader.has_value(); }) > 3);
    }
}

TEST_CASE("a label beside its area has a line from the area to its box") {
    LabelPlacer placer(frame);
    const AreaBorders area = cell(100, 100, 4, 4);
    const LabelForm form{{2, 1}, {8}};
    CHECK_FALSE(placer.place_inside(area, std::vector{form}).found());
    const LabelPlace place = placer.place_beside(area, form, {}, 100);
    REQUIRE(place.leader);
    CHECK(is_inside(area, place.leader->a));
    CHECK(place.box.grown(1e-6).contains(place.leader->b));
    CHECK_FALSE(place.box.contains(place.leader->a));
}

TEST_CASE("a label beside its area rather covers nothing that is shown") {
    const AreaBorders unit = cell(50, 50, 60, 200);
    const AreaBorders area = cell(100, 140, 4, 4);
    LabelPlacer placer(frame);
    const LabelPlace place = placer.place_beside(area, {{2, 1}, {8}}, unit, 100);
    REQUIRE(place.found());
    CHECK_FALSE(is_inside(unit, place.box.centre()));
}

TEST_CASE("where there is no room there is no label") {
    const Rect tiny{0, 0, 30, 10};
    LabelPlacer placer(tiny);
    const LabelForm form{{2, 1}, {8}};
    REQUIRE(placer.place_at(std::vector<Point>{{15, 5}}, form).found());
    CHECK_FALSE(placer.place_at(std::vector<Point>{{15, 5}}, form).found());
    CHECK_FALSE(placer.place_beside(cell(14, 4, 2, 2), form, {}, 500).found());
    CHECK_FALSE(placer.place_beside(cell(14, 4, 0, 0), form, {}, 500).found());
}

TEST_CASE("a line meets a box if a point of it lies in the box") {
    const Rect box{10, 10, 10, 10};
    CHECK(meets({{0, 0}, {30, 30}}, box));
    CHECK(meets({{12, 12}, {13, 13}}, box));
    CHECK(meets({{15, 0}, {15, 40}}, box));
    CHECK_FALSE(meets({{0, 25}, {30, 25}}, box));
    CHECK_FALSE(meets({{0, 15}, {5, 15}}, box));
    CHECK_FALSE(meets({{0, 22}, {9, 40}}, box));
}
