#include "libgrid/mesh/segment_math.hpp"

#include <doctest/doctest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <random>

namespace {

using boost::multiprecision::cpp_int;
using grid::Int128;
using grid::Segment;

cpp_int big(Int128 value) {
    const bool negative = value < 0;
    const auto size = static_cast<grid::UInt128>(negative ? -value : value);
    cpp_int result = static_cast<std::uint64_t>(size >> 64U);
    result = (result << 64U) + static_cast<std::uint64_t>(size);
    return negative ? cpp_int(-result) : result;
}

/// Rounded to the nearest, halves upwards.
cpp_int exact_share(std::int64_t factor, Int128 numerator, Int128 denominator) {
    const cpp_int n = 2 * big(factor) * big(numerator) + big(denominator);
    const cpp_int d = 2 * big(denominator);
    cpp_int quotient = n / d;
    if (n % d < 0) --quotient;
    return quotient;
}

}  // namespace

TEST_CASE("a share is right to the last step, however large the numbers") {
    std::mt19937_64 random(1);
    const auto bits = [&random](unsigned count) { return static_cast<std::int64_t>(random() >> (64U - count)); };
    for (int i = 0; i < 20000; ++i) {
        const std::int64_t factor = bits(1 + static_cast<unsigned>(i) % 54) * (i % 2 == 0 ? 1 : -1);
        Int128 denominator = Int128(bits(1 + static_cast<unsigned>(i / 3) % 60)) * bits(50) + 1;
        Int128 numerator = i % 7 == 0 ? denominator : Int128(bits(60)) * bits(60) % (denominator + 1);
        if (i % 11 == 0) {  // halves
            denominator *= 2;
            numerator = denominator / 2;
        }
        REQUIRE(big(grid::share_of(factor, numerator, denominator)) == exact_share(factor, numerator, denominator));
    }
}

TEST_CASE("where segments cross is found to the step, over hundreds of kilometres") {
    std::mt19937_64 random(2);
    const auto coordinate = [&random] { return static_cast<std::int64_t>(random() >> 11U); };  // below 2^53
    int crossings = 0;
    for (int i = 0; i < 2000; ++i) {
        const Segment s{{coordinate(), coordinate()}, {coordinate(), coordinate()}};
        const Segment t{{coordinate(), coordinate()}, {coordinate(), coordinate()}};
        if (!grid::cross_properly(s, t)) continue;
        ++crossings;
        const grid::LatticePoint at = grid::crossing_point(s, t);
        const grid::LatticePoint other = grid::crossing_point(t, s);
        // The same place from both sides, but for halves.
        REQUIRE(std::abs(at.x - other.x) <= 1);
        REQUIRE(std::abs(at.y - other.y) <= 1);
        const grid::Foot foot = grid::foot_on(s, at, {1, 1});
        REQUIRE(foot.metres < 4);  // doubles say no more
    }
    CHECK(crossings > 200);
}

TEST_CASE("a point at a share of a segment lies on it, as near as the lattice allows") {
    const Segment s{{0, 0}, {1'000'000'007, 333'333'331}};
    for (const double share : {0.0, 0.1, 1 / 3.0, 0.5, 0.999, 1.0}) {
        const grid::LatticePoint at = grid::point_at(s, share);
        // |cross| / dx is the vertical distance.
        CHECK(2 * (grid::cross(s.p, s.q, at) < 0 ? -grid::cross(s.p, s.q, at) : grid::cross(s.p, s.q, at)) <=
              s.q.x - s.p.x);
    }
    CHECK(grid::point_at(s, 0) == s.p);
    CHECK(grid::point_at(s, 1) == s.q);
}
