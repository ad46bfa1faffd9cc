#include <doctest/doctest.h>

#include <cmath>

#include "lattice.hpp"

using namespace grid::test;

namespace {

/// As ShiftProjection, but straight lines of the work plane are bent in the output.
class BentProjection : public ShiftProjection {
public:
    void to_output(std::span<grid::Point> points) const override {
        for (grid::Point& p : points)
            p = {p.x + 1000, p.y + 2000 + 0.1 * std::sin(p.x + 2 * p.y)};
    }
    [[nodiscard]] std::unique_ptr<grid::Projection> clone() const override {
        return std::make_unique<BentProjection>();
    }
};

}  // namespace

TEST_CASE("the ends of borders lie on the outline as it is written, however the projection bends it") {
    const auto is_corner = [](const grid::Point& p) { return (p.x == 0 || p.x == 6) && (p.y == 0 || p.y == 3); };
    const Lattice made = lattice({"AABBBC", "AABBCC", "AAABCC"}, is_corner);
    const grid::TracedUnit unit = grid::trace_grids(made.mesh, made.plan, made.grid_count, BentProjection());
    std::size_t on_outline = 0;
    for (const grid::OutlineSplit& split : unit.splits) {
        for (const grid::Point& node : split.nodes) {
            ++on_outline;
            const double cross =
                (split.b.x - split.a.x) * (node.y - split.a.y) - (split.b.y - split.a.y) * (node.x - split.a.x);
            CHECK(std::abs(cross) < 1e-9);
        }
    }
    CHECK(on_outline == 4);
}
