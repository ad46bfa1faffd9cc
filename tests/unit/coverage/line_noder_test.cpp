#include "libgrid/coverage/line_noder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "libgrid/core/predicates.hpp"
#include "towns.hpp"

using grid::Line;
using grid::LineNoder;
using grid::LinePart;
using grid::OwnedLine;
using grid::Point;

namespace {

/// The lines that are left, ascending.
std::vector<Line> edges(const LineNoder& noder) {
    std::vector<Line> left;
    for (std::size_t i = 0; i < noder.lines().size(); ++i) {
        if (!noder.is_divided(i)) left.push_back(noder.lines()[i]);
    }
    std::ranges::sort(left);
    return left;
}

std::vector<Line> noded(std::vector<OwnedLine> lines, double reach = 1e-5) {
    std::ranges::sort(lines);
    LineNoder noder(lines, reach);
    CHECK(noder.run(100));
    return edges(noder);
}

bool meet_in_ends_only(const Line& e, const Line& f) {
    const auto inside = [](const Line& line, const Point& p) {
        return line.a < p && p < line.b && grid::orientation(line.a, line.b, p) == 0;
    };
    if (inside(e, f.a) || inside(e, f.b) || inside(f, e.a) || inside(f, e.b)) return false;
    return grid::orientation(e.a, e.b, f.a) * grid::orientation(e.a, e.b, f.b) >= 0 ||
           grid::orientation(f.a, f.b, e.a) * grid::orientation(f.a, f.b, e.b) >= 0;
}

}  // namespace

TEST_CASE("Two lines that cross get a common end, and lines that do not stay as they are") {
    const Point middle{5, 5};
    CHECK(noded({{{{0, 0}, {10, 10}}, 0, 1}, {{{0, 10}, {10, 0}}, 1, 1}, {{{20, 0}, {30, 0}}, 0, 1}}) ==
          std::vector<Line>{
              {{0, 0}, middle}, {{0, 10}, middle}, {middle, {10, 0}}, {middle, {10, 10}}, {{20, 0}, {30, 0}}});
}

TEST_CASE("A line is led through an end beside it of a line that runs along it, and through no other") {
    const Line line{{0, 0}, {10, 0}};
    for (const double beside : {0.0, 9e-6, -9e-6}) {
        const Point end{4, beside};
        CHECK(noded({{line, 0, 1}, {{end, {14, beside}}, 1, 1}}) ==
              std::vector<Line>{{{0, 0}, end}, {end, {10, 0}}, {{10, 0}, {14, beside}}});
    }
    CHECK(noded({{line, 0, 1}, {{{4, 2e-5}, {14, 2e-5}}, 1, 1}}).size() == 2);
    CHECK(noded({{line, 0, 1}, {{{4, 5e-6}, {4, 8}}, 1, 1}}).size() == 2);
    CHECK(noded({{line, 0, 1}, {{{4, 5e-6}, {14, 4e-5}}, 1, 1}}).size() == 2);
    CHECK(noded({{line, 0, 1}, {{{4, 5e-6}, {4.00003, 5e-6}}, 1, 1}}).size() == 2);
}

TEST_CASE("Of two points at one place of a line each is passed on the side to which its own line runs") {
    // A border of owner 0, on which owner 2 has a corner, and a hair beside it owner 1, who goes the other way.
    for (const double way : {1.0, -1.0}) {
        const Point corner{0, 0};
        const Point beside{0, 2e-7};
        const auto line = [](const Point& p, const Point& q) { return p < q ? Line{p, q} : Line{q, p}; };
        const std::vector<Line> lines = noded({{line({-5, 0}, {5, 0}), 0, 1},
                                               {line(beside, {-way * 3, 2e-7}), 1, 1},
                                               {line(beside, {0, 8}), 1, 1},
                                               {line(corner, {way * 4, 0}), 2, 1},
                                               {line(corner, {0, 8}), 2, 1}});
        CHECK(std::ranges::count(lines, line(corner, {way * 4, 0})) == 1);
        CHECK(std::ranges::count(lines, line(beside, {way * 4, 0})) == 0);
        CHECK(std::ranges::count(lines, line(corner, beside)) == 1);
    }
}

TEST_CASE("A line that passes a fixed point is led through nothing beside it") {
    std::vector<OwnedLine> lines{{{{0, 0}, {10, 0}}, 0, 1}, {{{4, 9e-6}, {14, 9e-6}}, 1, 1}};
    LineNoder noder(lines, 1e-5);
    noder.fix(std::vector<Point>{{8, -3e-5}});
    CHECK(noder.run(100));
    CHECK(edges(noder) == std::vector<Line>{{{0, 0}, {10, 0}}, {{4, 9e-6}, {14, 9e-6}}});
}

TEST_CASE("A line is not led through what lies beside its own end") {
    const Line line{{0, 0}, {10, 0}};
    CHECK(noded({{line, 0, 1}, {{{3e-5, 5e-6}, {14, 0}}, 1, 1}}).front() == Line{{0, 0}, {10, 0}});
}

TEST_CASE("Nobody's border runs there and back to a point beside both its lines") {
    const Point corner{0, 0};
    const Point beside{-3, 2e-6};
    std::vector<Line> left =
        noded({{{{-10, 0}, corner}, 0, 1}, {{{-10, 4e-6}, corner}, 0, 1}, {{beside, {5, 2e-6}}, 1, 1}});
    CHECK(std::ranges::count(left, Line{beside, corner}) == 1);
    CHECK(left.size() == 4);  // one of the two is led through it
}

TEST_CASE("A line is not led through a corner beside it that its owner has anyway") {
    const Line line{{0, 0}, {10, 0}};
    const Point corner{4, 5e-6};
    const OwnedLine own{{corner, {10, 0}}, 0, 1};
    CHECK(noded({{line, 0, 1}, own}) == std::vector<Line>{line, own.line});
    CHECK(noded({{line, 0, 1}, own, {{{2, 5e-6}, corner}, 1, 1}}).size() == 4);  // somebody else's as well
    CHECK(noded({{line, 0, 1}, {line, 1, 1}, own}).size() == 2);                 // a border of two
}

TEST_CASE("The parts of a line lead from its one end to the other, whatever was divided again") {
    std::vector<OwnedLine> lines{{{{0, 0}, {10, 0}}, 0, 1}};
    for (int i = 1; i < 30; ++i)
        lines.push_back({{{i / 3.0, -1}, {i / 3.0 + 0.001, 1}}, i, 1});
    std::ranges::sort(lines);
    LineNoder noder(lines, 1e-5);
    REQUIRE(noder.run(100));
    const auto number = std::ranges::find(noder.lines(), Line{{0, 0}, {10, 0}}) - noder.lines().begin();
    std::vector<LinePart> parts;
    noder.append_parts({static_cast<std::int32_t>(number), true}, parts);
    REQUIRE(parts.size() == 30);
    Point at{10, 0};
    for (const LinePart& part : parts) {
        const Line& line = noder.lines()[static_cast<std::size_t>(part.line)];
        CHECK((part.backwards ? line.b : line.a) == at);
        at = part.backwards ? line.a : line.b;
    }
    CHECK(at == Point{0, 0});
}

TEST_CASE("Random lines, also such as nearly coincide, meet in common ends only, in exact arithmetic") {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        grid::test::Chance chance(seed);
        const Point origin{chance.between(0, 4e7), chance.between(0, 5e6)};
        std::vector<OwnedLine> lines;
        std::vector<Point> ends;
        for (int i = 0; i < 60; ++i) {
            Point a{origin.x + chance.between(0, 100), origin.y + chance.between(0, 100)};
            Point b{origin.x + chance.between(0, 100), origin.y + chance.between(0, 100)};
            if (!ends.empty() && chance.one_in(2)) {  // beside what is there
                const double off = chance.one_in(2) ? 1e-8 : 1e-5;
                const auto near = [&](Point p) {
                    return Point{p.x + chance.between(-off, off), p.y + chance.between(-off, off)};
                };
                a = near(ends[static_cast<std::size_t>(chance.below(static_cast<int>(ends.size())))]);
                b = near(ends[static_cast<std::size_t>(chance.below(static_cast<int>(ends.size())))]);
            }
            if (a == b) continue;
            ends.push_back(a);
            ends.push_back(b);
            lines.push_back({a < b ? Line{a, b} : Line{b, a}, chance.below(5), 1});
        }
        const std::vector<Line> left = noded(lines, 2e-5);
        int bad = 0;
        for (std::size_t i = 0; i < left.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k)
                bad += meet_in_ends_only(left[i], left[k]) ? 0 : 1;
        }
        CHECK(bad == 0);
    }
}
