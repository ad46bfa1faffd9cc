#include "libgrid/coverage/repair.hpp"

#include <doctest/doctest.h>

#include "libgrid/partition/random.hpp"
#include "shapes.hpp"

using grid::MultiPolygon;
using grid::RepairOptions;
using grid::RepairResult;
using grid::Ring;
using grid::test::area;
using grid::test::box;

namespace {

RepairResult repair(const std::vector<MultiPolygon>& features, double snap_m = 0.5, double gap_width_m = 0.5) {
    RepairOptions options;
    options.snap_m = snap_m;
    options.gap_width_m = gap_width_m;
    return grid::repair_coverage(features, options);
}

bool same(const MultiPolygon& a, const MultiPolygon& b) {
    return std::ranges::equal(a, b,
                              [](const auto& p, const auto& q) { return p.shell == q.shell && p.holes == q.holes; });
}

}  // namespace

TEST_CASE("A good coverage is not touched, whichever way its rings run") {
    const std::vector<MultiPolygon> features{box(0, 0, 10, 10), grid::test::reversed(box(10, 0, 20, 10)), {}};
    const RepairResult result = repair(features);
    CHECK(result.changes.empty());
    CHECK(result.left.empty());
    for (std::size_t i = 0; i < features.size(); ++i)
        CHECK(same(result.features[i], features[i]));
}

TEST_CASE("A vertex that the neighbour lacks is put into its border, and areas stay") {
    const RepairResult result =
        repair({box(0, 0, 10, 10), area({{10, 0}, {20, 0}, {20, 10}, {10, 10}, {10, 4}}), box(30, 0, 40, 10)});
    CHECK(result.left.empty());
    REQUIRE(result.changes.size() == 1);
    CHECK(result.changes[0].feature == 0);
    CHECK(result.changes[0].what == "1 vertex inserted");
    CHECK(result.changes[0].old_area_m2 == 100);
    CHECK(result.changes[0].new_area_m2 == 100);
    CHECK(result.features[0][0].shell == Ring{{0, 0}, {10, 0}, {10, 4}, {10, 10}, {0, 10}, {0, 0}});
}

TEST_CASE("A narrow gap goes to the neighbour with the longest border at it, a wide one stays and is told") {
    const RepairResult narrow =
        repair({area({{0, 0}, {10, 0}, {10, 5}, {0, 5}}), area({{0, 10}, {0, 5}, {5, 5.3}, {10, 5}, {10, 10}})});
    CHECK(narrow.left.empty());
    REQUIRE(narrow.changes.size() == 1);
    CHECK(narrow.changes[0].feature == 1);
    CHECK(narrow.changes[0].what == "1 gap filled");
    CHECK(narrow.changes[0].new_area_m2 == doctest::Approx(50));
    const std::vector<MultiPolygon> holed{
        area({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {2, 8}, {8, 8}, {8, 2}}})};
    const RepairResult wide = repair(holed);
    CHECK(grid::test::found(wide.left) == std::vector<std::string>{"gap 0 -1"});
    CHECK(wide.changes.empty());
}

TEST_CASE("A narrow overlap is given up by one feature, a wide one stays and nobody is touched") {
    const RepairResult narrow = repair({box(0, 0, 10.2, 10), box(10, 0, 20, 10)});
    CHECK(narrow.left.empty());
    REQUIRE(narrow.changes.size() == 1);
    CHECK(narrow.changes[0].what == "2 vertices snapped");
    const RepairResult cut = repair({box(0, 0, 10.2, 10), box(10, 0, 20, 10)}, 0, 0.5);
    CHECK(cut.left.empty());
    REQUIRE(cut.changes.size() == 2);
    CHECK(cut.changes[1].what == "2 vertices inserted, 1 overlap given up");
    CHECK(cut.changes[1].new_area_m2 == doctest::Approx(98));
    const std::vector<MultiPolygon> features{box(0, 0, 12, 10), box(10, 0, 20, 10)};
    const RepairResult wide = repair(features);
    CHECK(grid::test::found(wide.left) == std::vector<std::string>{"overlap 0 1"});
    CHECK(wide.changes.empty());
    CHECK(same(wide.features[0], features[0]));
}

TEST_CASE("An open gap is closed by moving the vertices that no other feature has") {
    const RepairResult result = repair({box(0, 0, 10, 10), box(10.2, 0, 20, 10)});
    CHECK(result.left.empty());
    REQUIRE(result.changes.size() == 1);
    CHECK(result.changes[0].what == "2 vertices snapped");
    CHECK(result.features[0][0].shell[1].x == result.features[1][0].shell[0].x);
    CHECK(repair({box(0, 0, 10, 10), box(10.2, 0, 20, 10)}, 0.1, 0.1).changes.empty());
}

TEST_CASE("A thin feature inside another does not vanish") {
    const RepairResult result = repair({box(0, 0, 10, 10), box(2, 2, 8, 2.1)});
    CHECK(result.features[1].size() == 1);
}

TEST_CASE("Repeated points, holes the wrong way round and crossing rings are put right") {
    const RepairResult result =
        repair({area({{0, 0}, {10, 0}, {10, 0}, {10, 10}, {0, 10}}),
                area({{20, 0}, {30, 0}, {30, 10}, {20, 10}}, {{{22, 2}, {24, 2}, {24, 4}, {22, 4}}}),
                area({{40, 0}, {50, 10}, {50, 0}, {40, 10}})});
    REQUIRE(result.changes.size() == 3);
    CHECK(result.changes[0].what == "1 repeated point dropped");
    CHECK(result.features[0][0].shell.size() == 5);
    CHECK(result.changes[1].what == "rings put right");
    CHECK(result.changes[2].what == "made valid");
    CHECK(result.features[2].size() == 2);
}

TEST_CASE("The ground of a part that crosses itself is kept, though its area adds up to nothing") {
    const MultiPolygon bow_tie = area({{20, 0}, {30, 0}, {20, 30}, {30, 30}});
    const RepairResult result = repair({grid::test::both(box(0, 0, 10, 10), bow_tie)});
    REQUIRE(result.changes.size() == 1);
    CHECK(result.changes.front().new_area_m2 == doctest::Approx(100 + 150));
}

TEST_CASE("Duplicates are for the user to judge") {
    const RepairResult result = repair({box(0, 0, 10, 10), box(0, 0, 10, 10)});
    CHECK(grid::test::found(result.left) == std::vector<std::string>{"duplicate 1 0"});
    CHECK(result.changes.empty());
}

TEST_CASE("A coverage whose every vertex has moved in every feature becomes one again") {
    const auto moved = [](double x, double y, int feature) {
        grid::partition::Random random(static_cast<std::uint64_t>(x * 1000 + y + 1e6 * feature));
        const auto offset = [&random] { return 0.2 * static_cast<double>(random.below(2001) - 1000) / 1000; };
        const double dx = offset();
        return grid::Point{x + dx, y + offset()};
    };
    std::vector<MultiPolygon> features;
    for (int j = 0; j < 12; ++j) {
        for (int c = 0; c < 12; ++c) {
            const int f = 12 * j + c;
            const double x = 30.0 * (2 * c + j % 2);
            const double y = 30.0 * j;
            features.push_back(area({moved(x, y, f), moved(x + 30, y, f), moved(x + 60, y, f), moved(x + 60, y + 30, f),
                                     moved(x + 30, y + 30, f), moved(x, y + 30, f)}));
        }
    }
    CHECK(grid::check_coverage(features).size() > 300);
    for (const double snap_m : {0.0, 0.3, 0.5})
        CHECK(repair(features, snap_m, 0.5).left.empty());
}
