#include "libgrid/mesh/arrangement.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "libgrid/mesh/noder.hpp"

namespace {

using grid::LatticePoint;
using grid::Segment;

grid::Arrangement arrange(const std::vector<Segment>& segments) {
    grid::NodedLines noded = grid::node_segments(segments);
    return {std::move(noded.vertices), std::move(noded.edges)};
}

std::vector<Segment> square(std::int64_t x, std::int64_t y, std::int64_t size) {
    return {{{x, y}, {x + size, y}},
            {{x + size, y}, {x + size, y + size}},
            {{x + size, y + size}, {x, y + size}},
            {{x, y + size}, {x, y}}};
}

void append(std::vector<Segment>& to, const std::vector<Segment>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

std::vector<Segment> random_segments(unsigned seed, int count, std::int64_t extent) {
    std::mt19937 random(seed);
    const auto coordinate = [&] { return static_cast<std::int64_t>(random() % static_cast<unsigned>(extent)); };
    std::vector<Segment> segments;
    for (int i = 0; i < count; ++i)
        segments.push_back({{coordinate(), coordinate()}, {coordinate(), coordinate()}});
    return segments;
}

}  // namespace

TEST_CASE("two crossing segments are noded into four pieces") {
    const std::vector<Segment> segments{{{0, 0}, {10, 10}}, {{0, 10}, {10, 0}}};
    const auto noded = grid::node_segments(segments);
    CHECK(noded.vertices.size() == 5);
    CHECK(noded.pieces.size() == 4);
    CHECK(std::count(noded.vertices.begin(), noded.vertices.end(), LatticePoint{5, 5}) == 1);
}

TEST_CASE("overlapping collinear segments share their common piece") {
    const std::vector<Segment> segments{{{0, 0}, {20, 0}}, {{30, 0}, {10, 0}}};
    const auto noded = grid::node_segments(segments);
    REQUIRE(noded.pieces.size() == 4);
    CHECK(noded.edges.size() == 3);
    CHECK(noded.pieces_of(0)[1].edge == noded.pieces_of(1)[1].edge);
    CHECK(noded.pieces_of(0)[1].reversed != noded.pieces_of(1)[1].reversed);
}

TEST_CASE("after noding no two pieces cross and no vertex lies inside a piece") {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        const auto noded = grid::node_segments(random_segments(seed, 40, seed % 2 == 0 ? 60 : 4000));
        const auto at = [&](std::int32_t v) { return noded.vertices[static_cast<std::size_t>(v)]; };
        for (std::size_t i = 0; i < noded.edges.size(); ++i) {
            const Segment s{at(noded.edges[i].from), at(noded.edges[i].to)};
            for (std::size_t j = i + 1; j < noded.edges.size(); ++j) {
                const Segment t{at(noded.edges[j].from), at(noded.edges[j].to)};
                const bool proper = orientation(s.p, s.q, t.p) * orientation(s.p, s.q, t.q) < 0 &&
                                    orientation(t.p, t.q, s.p) * orientation(t.p, t.q, s.q) < 0;
                REQUIRE_FALSE(proper);
            }
            for (const LatticePoint& v : noded.vertices) {
                const bool inside = v > s.p && v < s.q && v.y >= std::min(s.p.y, s.q.y) &&
                                    v.y <= std::max(s.p.y, s.q.y) && orientation(s.p, s.q, v) == 0;
                REQUIRE_FALSE(inside);
            }
        }
    }
}

TEST_CASE("noding does not depend on the order or direction of the segments") {
    auto segments = random_segments(7, 50, 3000);
    const auto first = grid::node_segments(segments);
    std::reverse(segments.begin(), segments.end());
    for (std::size_t i = 0; i < segments.size(); i += 2)
        std::swap(segments[i].p, segments[i].q);
    const auto second = grid::node_segments(segments);
    CHECK(first.vertices == second.vertices);
    CHECK(first.edges == second.edges);
    CHECK(first.pieces.size() == second.pieces.size());
}

TEST_CASE("an island within an island within a square makes three nested faces") {
    auto segments = square(0, 0, 100);
    append(segments, square(20, 20, 60));
    append(segments, square(40, 40, 20));
    const auto arrangement = arrange(segments);
    CHECK(arrangement.face_count() == 4);
    const auto outside = arrangement.locate({-5, 50});
    const auto ring = arrangement.locate({10, 50});
    const auto inner = arrangement.locate({30, 50});
    const auto core = arrangement.locate({50, 50});
    CHECK(outside == 0);
    CHECK(ring != inner);
    CHECK(inner != core);
    CHECK(arrangement.locate({90, 50}) == ring);
    CHECK(arrangement.locate({70, 50}) == inner);
    CHECK(arrangement.locate({500, 50}) == 0);
}

TEST_CASE("a dangling line has the same face on both sides") {
    auto segments = square(0, 0, 100);
    segments.push_back({{0, 50}, {50, 50}});
    const auto arrangement = arrange(segments);
    CHECK(arrangement.face_count() == 2);
}

TEST_CASE("faces of random arrangements satisfy Euler's formula and agree with crossing counts") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        auto segments = random_segments(seed, 30, 1000);
        append(segments, square(-10, -10, 1100));
        const auto arrangement = arrange(segments);
        // All segments lie within the square and most cross; count components with a flood over vertices.
        std::vector<std::int32_t> root(arrangement.vertices().size());
        for (std::size_t v = 0; v < root.size(); ++v)
            root[v] = static_cast<std::int32_t>(v);
        const auto find = [&](std::int32_t v) {
            while (root[static_cast<std::size_t>(v)] != v)
                v = root[static_cast<std::size_t>(v)];
            return v;
        };
        for (const auto& edge : arrangement.edges())
            root[static_cast<std::size_t>(find(edge.from))] = find(edge.to);
        std::int32_t components = 0;
        for (std::size_t v = 0; v < root.size(); ++v)
            components += find(static_cast<std::int32_t>(v)) == static_cast<std::int32_t>(v);
        const auto euler = static_cast<std::int32_t>(arrangement.edges().size()) -
                           static_cast<std::int32_t>(arrangement.vertices().size()) + 1 + components;
        CHECK(arrangement.face_count() == euler);
    }
}
