#include "libgrid/layer/divide.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "libgrid/check/request.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/memory_layer.hpp"

using grid::DivideRequest;
using grid::MultiPolygon;
using grid::Point;

namespace {

MultiPolygon rectangle(double west, double south, double width, double height) {
    const Point a{west, south}, b{west + width, south}, c{west + width, south + height}, d{west, south + height};
    return {{{a, b, c, d, a}, {}}};
}

/// A square of a kilometre with 100 sites of 8 households.
DivideRequest square() {
    DivideRequest request;
    request.units.push_back({"u", rectangle(0, 0, 1000, 1000), "Square"});
    for (int i = 0; i < 100; ++i)
        request.sites.push_back({Point{50 + 100.0 * (i % 10), 50 + 100.0 * (i / 10)}, {8, {}, {}}});
    return request;
}

}  // namespace

TEST_CASE("units in memory are divided, and each site is in the grid that counts it") {
    const grid::DivideResult result = grid::divide(square());
    REQUIRE(result.layer.grids.size() == 2);
    CHECK(result.layer.issues.empty());
    std::vector<std::int64_t> counted(2);
    for (const std::int32_t g : result.grid_of_site)
        counted.at(static_cast<std::size_t>(g)) += 8;
    for (std::size_t g = 0; g < 2; ++g) {
        CHECK(result.layer.grids[g].households == counted[g]);
        CHECK(result.layer.grids[g].unit_name == "Square");
        CHECK(result.layer.grids[g].area_m2 == doctest::Approx(500'000).epsilon(1e-6));
    }
}

TEST_CASE("a plane of metres has their areas wherever its origin is") {
    DivideRequest request = square();
    const auto moved = [](Point p) { return Point{p.x + 3e6, p.y - 7e7}; };
    for (Point& p : request.units[0].outline[0].shell)
        p = moved(p);
    for (grid::DivideSite& site : request.sites)
        site.at = moved(site.at);
    const grid::DivideResult result = grid::divide(request);
    CHECK(result.layer.grids.at(0).area_m2 == doctest::Approx(500'000).epsilon(1e-6));
}

TEST_CASE("a barrier with a factor of its own is no barrier of that class") {
    DivideRequest request = square();
    request.barriers.push_back({{{{-1, 300}, {1001, 300}}}, "river", false, 1.25});
    const grid::GriddingRequest run = grid::gridding_request(request);
    CHECK(run.profile.barriers.factor("factor 1.25") == 1.25);
    CHECK(run.profile.barriers.factor("river") == 0.3);
    request.barriers[0].factor = 0;
    CHECK_THROWS_AS(static_cast<void>(grid::divide(request)), grid::ConfigError);
}

TEST_CASE("a request that cannot be met is refused before anything is done") {
    const auto refused = [](auto&& spoil) {
        DivideRequest request = square();
        spoil(request);
        CHECK_THROWS_AS(static_cast<void>(grid::divide(request)), grid::ConfigError);
    };
    refused([](DivideRequest& r) { r.units.clear(); });
    refused([](DivideRequest& r) { r.sites.clear(); });
    refused([](DivideRequest& r) { r.rules.boundaries.emplace(); });
    refused([](DivideRequest& r) { r.rules.profile.min = 0; });
    refused([](DivideRequest& r) { r.rules.profile.target = 200; });
    refused([](DivideRequest& r) { r.rules.profile.tolerance = std::numeric_limits<double>::quiet_NaN(); });
    refused([](DivideRequest& r) { r.rules.grids = 0; });
    refused([](DivideRequest& r) { r.rules.threads = -1; });
    refused([](DivideRequest& r) { r.rules.outline.emplace(); });
    refused([](DivideRequest& r) { r.crs = "no such thing"; });
}

TEST_CASE("a feature that cannot be used is named by its number") {
    const auto says = [](const std::string& text, auto&& spoil) {
        DivideRequest request = square();
        spoil(request);
        std::string said;
        try {
            static_cast<void>(grid::divide(request));
        } catch (const grid::InputError& error) {
            said = error.what();
        }
        CAPTURE(said);
        CHECK(said.find(text) != std::string::npos);
    };
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    says("feature 17", [](DivideRequest& r) { r.sites[17].at.x = nan; });
    says("feature 18", [](DivideRequest& r) { r.sites[18].counts.households = -1; });
    says("feature 19", [](DivideRequest& r) { r.sites[19].counts.households = nan; });
    says("feature 0", [](DivideRequest& r) { r.units[0].outline[0].shell[2].y = nan; });
    says("feature 0", [](DivideRequest& r) { r.units[0].code = ""; });
    // What could be degrees is no plane of metres.
    says("degrees", [](DivideRequest& r) { r.units[0].outline = rectangle(9, 47, 0.01, 0.01); });
}

TEST_CASE("a layer of grids is checked against what is in memory") {
    const DivideRequest request = square();
    std::vector<MultiPolygon> areas{rectangle(0, 0, 500, 1000), rectangle(510, 0, 490, 1000)};
    grid::CheckRequest check;
    check.against = grid::gridding_request(request);
    check.grids = grid::in_memory("grids", {.crs = check.against.boundaries->crs,
                                            .fields = {{"grid_code", grid::FieldType::text}},
                                            .count = 2,
                                            .read = [&areas](std::int64_t i, grid::Feature& feature) {
                                                feature.polygons = areas[static_cast<std::size_t>(i)];
                                                feature.values = {i == 0 ? std::string("u001") : std::string("u002")};
                                            }});
    const grid::CheckResult found = grid::check_layer(check);
    const auto gap = std::ranges::find(found.findings, "uncovered", &grid::Finding::code);
    REQUIRE(gap != found.findings.end());
    CHECK(gap->area_m2.value_or(0) == doctest::Approx(10'000).epsilon(0.01));
}
