// Layers of others: what is known to be good in them is found good, and the one thing that is wrong is found. From the
// folder GRID_TEST_DATA (default: ../shared/data beside the source); skipped where it is absent.

#include <doctest/doctest.h>

#include "../io/temp_folder.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/geometry_checks.hpp"
#include "libgrid/io/source.hpp"

using grid::MultiPolygon;

namespace {

std::vector<MultiPolygon> read(const std::string& file, const std::string& layer) {
    std::vector<MultiPolygon> features;
    grid::Source source = grid::Source::open({.path = file, .layer = layer});
    source.for_each({}, [&](grid::Feature&& feature) { features.push_back(std::move(feature.polygons)); });
    return features;
}

std::vector<grid::CoverageDefect> check_degrees(const std::vector<MultiPolygon>& features) {
    grid::CoverageOptions options;
    options.scale = {grid::metres_per_degree, true};
    options.gap_width_m = 0.5;
    return grid::check_coverage(features, options);
}

std::vector<grid::GeometryDefect> check_each(const std::vector<MultiPolygon>& features) {
    grid::GeometryOptions options;
    options.scale = {grid::metres_per_degree, true};
    std::vector<grid::GeometryDefect> all;
    for (const MultiPolygon& feature : features) {
        for (grid::GeometryDefect& defect : grid::check_geometry(feature, options)) {
            if (defect.code != grid::geometry_code::multipart) all.push_back(std::move(defect));
        }
    }
    return all;
}

}  // namespace

TEST_CASE("The coverages of the development data are clean") {
    for (const std::string name : {"daan.gpkg", "taipei.gpkg", "rhode_island_tracts.gpkg"}) {
        const auto file = grid_test::test_data(name);
        if (!file) continue;
        const std::vector<MultiPolygon> features = read(*file, "unit");
        CHECK(!features.empty());
        CHECK(check_degrees(features).empty());
        CHECK(check_each(features).empty());
    }
}

TEST_CASE("The neighbourhoods of Tottori are a coverage in which exactly one ring touches itself") {
    const auto file = grid_test::test_data("tottori/tottori.shp");
    if (!file) return;
    const std::vector<MultiPolygon> features = read(*file, "");
    CHECK(check_degrees(features).empty());
    const auto defects = check_each(features);
    REQUIRE(defects.size() == 2);
    CHECK(defects[0].code == "ring_self_touch");
    CHECK(defects[1].code == "invalid_geometry");
    CHECK(defects[0].at.x == doctest::Approx(133.6230151));
    CHECK(defects[0].at.y == doctest::Approx(35.5001759));
}
