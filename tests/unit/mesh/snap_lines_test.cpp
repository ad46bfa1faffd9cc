#include "libgrid/mesh/snap_lines.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "libgrid/mesh/segment_math.hpp"

namespace {

using grid::LatticePoint;
using grid::Point;
using grid::TaggedSegment;

const grid::Plane plane{{0, 0}, {1, 1}, 1e5};
const grid::Lattice lattice({0, 0, 1000, 1000}, plane);

TaggedSegment line(const Point& from, const Point& to, std::int32_t tag = 0) {
    return {{lattice.at(from), lattice.at(to)}, tag};
}

std::set<LatticePoint> corners(const std::vector<TaggedSegment>& lines) {
    std::set<LatticePoint> result;
    for (const TaggedSegment& l : lines) {
        result.insert(l.segment.p);
        result.insert(l.segment.q);
    }
    return result;
}

/// Each corner of a line is a fixed corner or out of reach of all fixed lines; each line passes a fixed corner through
/// it or out of reach.
bool is_apart(const std::vector<TaggedSegment>& lines, const std::vector<TaggedSegment>& fixed, double reach_m) {
    const std::set<LatticePoint> fixed_corners = corners(fixed);
    for (const LatticePoint& corner : corners(lines)) {
        if (fixed_corners.contains(corner)) continue;
        for (const TaggedSegment& f : fixed) {
            if (grid::foot_on(f.segment, corner, lattice.metres()).metres <= reach_m) return false;
        }
    }
    for (const TaggedSegment& l : lines) {
        for (const LatticePoint& corner : fixed_corners) {
            if (corner == l.segment.p || corner == l.segment.q) continue;
            if (grid::foot_on(l.segment, corner, lattice.metres()).metres <= reach_m) return false;
        }
    }
    return true;
}

std::vector<TaggedSegment> ring(const std::vector<Point>& points) {
    std::vector<TaggedSegment> lines;
    for (std::size_t i = 0; i < points.size(); ++i)
        lines.push_back(line(points[i], points[(i + 1) % points.size()], static_cast<std::int32_t>(i)));
    return lines;
}

}  // namespace

TEST_CASE("a line beside a fixed one becomes its segments, wherever either has its corners") {
    std::vector<TaggedSegment> fixed{line({0, 100}, {500, 100}), line({500, 100}, {1000, 100.003}, 1)};
    std::vector<TaggedSegment> lines{line({100, 100.004}, {700, 99.998}, 7), line({700, 99.998}, {1100, 100}, 8)};
    grid::snap_lines(lines, fixed, lattice, {});
    CHECK(corners(fixed).contains(lattice.at({500, 100})));
    CHECK(fixed.size() == 4);  // divided where the line begins and bends
    std::size_t common = 0;
    for (const TaggedSegment& l : lines) {
        common += static_cast<std::size_t>(
            std::count_if(fixed.begin(), fixed.end(), [&](const TaggedSegment& f) { return f.segment == l.segment; }));
    }
    CHECK(common == 3);
    CHECK(lines.size() == 4);  // and one piece beyond
    CHECK(is_apart(lines, fixed, 0.01));
}

TEST_CASE("what is farther than the reach stays where it is") {
    std::vector<TaggedSegment> fixed{line({0, 100}, {500, 100})};
    std::vector<TaggedSegment> lines{line({100, 100.0101}, {400, 100.5}), line({300, 200}, {300, 100.02})};
    const std::vector<TaggedSegment> before = lines;
    grid::snap_lines(lines, fixed, lattice, {});
    CHECK(corners(lines) == corners(before));
    CHECK(fixed.size() == 1);
}

TEST_CASE("a line that crosses a corner within reach passes through it") {
    std::vector<TaggedSegment> fixed{line({0, 0}, {500, 0}), line({500, 0}, {500, 500})};
    std::vector<TaggedSegment> lines{line({400, -100}, {600, 100.012})};
    grid::snap_lines(lines, fixed, lattice, {});
    CHECK(lines.size() == 2);
    CHECK(lines[0].segment.q == lattice.at({500, 0}));
}

TEST_CASE("lines are put onto each other only if that is wanted") {
    for (const bool wanted : {false, true}) {
        std::vector<TaggedSegment> fixed;
        std::vector<TaggedSegment> lines{line({0, 0}, {100, 0}), line({0, 0.005}, {100, 0.005}),
                                         line({50, 0.004}, {50, 100})};
        grid::snap_lines(lines, fixed, lattice, {.among_themselves = wanted});
        CHECK(corners(lines).size() == (wanted ? 4 : 6));
    }
}

TEST_CASE("lines without length go, tags stay with the pieces") {
    std::vector<TaggedSegment> fixed;
    std::vector<TaggedSegment> lines{line({0, 0}, {0.004, 0}, 3), line({10, 0}, {10, 50}, 4),
                                     line({10.001, 25}, {60, 25}, 5)};
    grid::snap_lines(lines, fixed, lattice, {});
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].tag == 4);
    CHECK(lines[1].tag == 4);
    CHECK(lines[2].tag == 5);
    CHECK(lines[2].segment.p == lines[0].segment.q);
}

TEST_CASE("random copies of a ring, moved by less than the reach, are the ring again; its corners never move") {
    for (unsigned seed = 1; seed <= 100; ++seed) {
        std::mt19937 random(seed);
        const auto unit = [&random] { return static_cast<double>(random() % 1'000'000) / 1e6; };
        std::vector<Point> points;
        const int count = 5 + static_cast<int>(random() % 30);
        for (int i = 0; i < count; ++i) {
            const double angle = 2 * std::acos(-1) * i / count;
            const double radius = 200 + 200 * unit();
            points.push_back({500 + radius * std::cos(angle), 500 + radius * std::sin(angle)});
        }
        std::vector<TaggedSegment> fixed = ring(points);
        const std::set<LatticePoint> before = corners(fixed);
        const double error = 0.004 * std::pow(10, -static_cast<double>(seed % 8));
        std::vector<Point> copy;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const Point& p = points[i];
            const Point& q = points[(i + 1) % points.size()];
            copy.push_back({p.x + error * (2 * unit() - 1), p.y + error * (2 * unit() - 1)});
            if (seed % 2 == 0) copy.push_back({(p.x + q.x) / 2 + error * unit(), (p.y + q.y) / 2 - error * unit()});
        }
        std::vector<TaggedSegment> lines = ring(copy);
        grid::snap_lines(lines, fixed, lattice, {});
        CAPTURE(seed);
        CHECK(is_apart(lines, fixed, 0.01));
        const std::set<LatticePoint> after = corners(fixed);
        CHECK(std::includes(after.begin(), after.end(), before.begin(), before.end()));
        CHECK(std::all_of(lines.begin(), lines.end(), [&](const TaggedSegment& l) {
            return std::any_of(fixed.begin(), fixed.end(),
                               [&](const TaggedSegment& f) { return f.segment == l.segment; });
        }));
    }
}

TEST_CASE("a crowd of corners within reach of each other does not divide lines for ever") {
    // Corners a millimetre or two apart, as of a border digitised far too finely, and streets that run through them.
    std::vector<Point> crowd;
    std::mt19937 random(7);
    std::uniform_real_distribution<double> within(0, 0.008);
    for (int i = 0; i < 12; ++i)
        crowd.push_back({500 + within(random), 500 + within(random)});
    std::vector<TaggedSegment> fixed = ring(crowd);
    std::vector<TaggedSegment> lines;
    for (int i = 0; i < 20; ++i)
        lines.push_back(line({0, 490.0 + i}, {1000, 510.0 - i}, i));
    for (std::size_t i = 0; i < crowd.size(); ++i)
        lines.push_back(line(crowd[i], crowd[(i + 5) % crowd.size()], 100 + static_cast<std::int32_t>(i)));
    const std::size_t before = lines.size();
    grid::snap_lines(lines, fixed, lattice, {});
    CHECK(lines.size() <= before * (crowd.size() + 1));
    std::set<std::pair<std::int32_t, LatticePoint>> ends;  // no line leads through a corner twice
    for (const TaggedSegment& l : lines)
        CHECK(ends.insert({l.tag, l.segment.q}).second);
}
