#include <doctest/doctest.h>

#include <filesystem>

#include "libgrid/core/error.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/io/write.hpp"
#include "make_files.hpp"
#include "temp_folder.hpp"

// What io does for those who check and mend layers.

namespace {

using grid_test::TempFolder;

const char* const square = "POLYGON((10 50,11 50,11 51,10 51,10 50))";
const char* const two_squares = "MULTIPOLYGON(((12 50,13 50,13 51,12 50)),((14 50,15 50,15 51,14 50)))";

grid::Source open_tolerant(const std::string& path) {
    grid::SourceRef ref;
    ref.path = path;
    ref.tolerant = true;
    return grid::Source::open(ref);
}

std::vector<grid::Feature> read(grid::Source& source, const std::vector<std::string>& fields = {}) {
    std::vector<grid::Feature> features;
    source.for_each(fields, [&](grid::Feature&& feature) { features.push_back(std::move(feature)); });
    return features;
}

std::vector<grid::Feature> read_file(const std::string& path, const std::string& layer = {}) {
    grid::SourceRef ref;
    ref.path = path;
    ref.layer = layer;
    grid::Source source = grid::Source::open(ref);
    return read(source, {source.fields().front().name});
}

}  // namespace

TEST_CASE("A tolerant source tells null from empty, and passes over geometry of another kind") {
    const TempFolder folder;
    const std::string path = folder / "mixed.gpkg";
    grid_test::make_file(path, "GPKG",
                         {{.rows = {{square, "a"}, {"", "b"}, {"POLYGON EMPTY", "c"}, {"POINT(1 2)", "d"}}}});
    grid::Source source = open_tolerant(path);
    const std::vector<grid::Feature> features = read(source);
    REQUIRE(features.size() == 4);
    CHECK(features[0].has_geometry);
    CHECK(features[0].polygons.size() == 1);
    CHECK_FALSE(features[1].has_geometry);
    CHECK(features[1].flaws.empty());
    CHECK(features[2].has_geometry);
    CHECK(features[2].polygons.empty());
    REQUIRE(features[3].flaws.size() == 1);
    CHECK(features[3].flaws[0].kind == grid::FlawKind::other_geometry);
    CHECK(features[3].polygons.empty());
    grid::SourceRef strict;
    strict.path = path;
    grid::Source same = grid::Source::open(strict);
    CHECK_THROWS_AS(read(same), grid::InputError);
}

TEST_CASE("A tolerant source has no CRS where the file names none") {
    const TempFolder folder;
    const std::string path = folder / "plain.shp";
    grid_test::make_file(path, "ESRI Shapefile", {{.epsg = "", .rows = {{square, "a"}}}});
    CHECK(open_tolerant(path).crs_wkt().empty());
}

TEST_CASE("A tolerant source takes text that is not valid for none, and says so") {
    const TempFolder folder;
    const std::string path = folder / "text.shp";
    grid_test::make_file(path, "ESRI Shapefile", {{.encoding = "UTF-8", .rows = {{square, "good"}, {square, "bad!"}}}});
    std::string bytes = grid_test::read_bytes(folder / "text.dbf");
    bytes.replace(bytes.find("bad!"), 4, "\xff\xfe\xff\xfe");
    grid_test::write_bytes(folder / "text.dbf", bytes);
    grid::Source source = open_tolerant(path);
    const std::vector<grid::Feature> features = read(source, {"name"});
    REQUIRE(features.size() == 2);
    CHECK(features[0].flaws.empty());
    REQUIRE(features[1].flaws.size() == 1);
    CHECK(features[1].flaws[0].message == "the text of field 'name' is not valid in the encoding UTF-8");
    CHECK(std::holds_alternative<std::monostate>(features[1].values[0]));
}

TEST_CASE("The layer of the usual name is taken among several, and a named one before it") {
    const TempFolder folder;
    const std::string path = folder / "two.gpkg";
    grid_test::make_file(path, "GPKG",
                         {{.name = "first", .rows = {{square, "a"}}}, {.name = "grids", .rows = {{square, "b"}}}});
    grid::SourceRef ref;
    ref.path = path;
    CHECK_THROWS_AS(grid::Source::open(ref), grid::ConfigError);
    ref.usual_layer = "grids";
    CHECK(grid::Source::open(ref).layer_name() == "grids");
    ref.layer = "first";
    CHECK(grid::Source::open(ref).layer_name() == "first");
}

TEST_CASE("A copy has all fields and all features in their order, and other geometry only where it is given") {
    const TempFolder folder;
    const std::string path = folder / "old.gpkg";
    grid_test::make_file(path, "GPKG", {{.rows = {{square, "a", 1}, {"", "b", 2}, {square, "c", 3}}}});
    const grid::MultiPolygon other{{{{20, 50}, {21, 50}, {21, 51}, {20, 50}}, {}}};
    for (const auto& [format, name] :
         {std::pair(grid::Format::geopackage, "new.gpkg"), std::pair(grid::Format::geojson, "new.geojson"),
          std::pair(grid::Format::flatgeobuf, "new.fgb"), std::pair(grid::Format::shapefile, "new.shp")}) {
        CAPTURE(name);
        grid::Source source = open_tolerant(path);
        grid::OutputOptions options;
        options.path = folder / name;
        options.format = format;
        options.beside.clear();
        if (format == grid::Format::flatgeobuf) {  // which would drop the feature without geometry
            CHECK_THROWS_AS(grid::write_changed_copy(source, {{2, other}}, options), grid::InputError);
            CHECK_FALSE(std::filesystem::exists(options.path));
            continue;
        }
        grid::write_changed_copy(source, {{2, other}}, options);
        grid::Source copy = open_tolerant(options.path);
        const std::vector<grid::Feature> features = read(copy, {"name", "households"});
        REQUIRE(features.size() == 3);
        CHECK(features[0].polygons.front().shell.size() == 5);
        CHECK(features[1].polygons.empty());
        REQUIRE(features[2].polygons.size() == 1);
        CHECK(features[2].polygons.front().shell.size() == 4);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(std::get<std::string>(features[i].values[0]) == std::string(1, static_cast<char>('a' + i)));
            CHECK(std::get<std::int64_t>(features[i].values[1]) == static_cast<std::int64_t>(i) + 1);
        }
        CHECK_THROWS_AS(grid::write_changed_copy(source, {}, options), grid::InputError);  // it is there
    }
}

TEST_CASE("Findings are written as points, lines and areas") {
    const TempFolder folder;
    grid::Finding gap{"gap", "u", "u001", "3 m2 in no grid", grid::Point{10.5, 50.5}};
    gap.fid = 7;
    gap.area_m2 = 3;
    gap.others = {"u002", "u003"};
    grid::Findings findings(3, gap);
    findings[0].lines = {{{10, 50}, {11, 51}}};
    findings[1].area = {{{{20, 50}, {21, 50}, {21, 51}, {20, 50}}, {}}};
    findings[2].at.reset();
    findings[2].fid = -1;
    grid::SourceRef any;
    any.path = folder / "crs.gpkg";
    grid_test::make_file(any.path, "GPKG", {{.rows = {{two_squares, "a"}}}});
    const std::string crs = grid::Source::open(any).crs_wkt();
    grid::OutputOptions options;
    options.path = folder / "issues.gpkg";
    options.beside = grid::issue_files;
    CHECK(grid::write_issue_layers(findings, crs, options).empty());
    CHECK(read_file(options.path, "issues").size() == 3);
    CHECK(read_file(options.path, "issue_lines").at(0).lines.size() == 1);
    CHECK(read_file(options.path, "issue_areas").at(0).polygons.size() == 1);
    options.path = folder / "issues.geojson";
    options.format = grid::Format::geojson;
    (void)grid::write_issue_layers(findings, crs, options);
    CHECK(read_file(options.path).size() == 3);
    CHECK(read_file(folder / "issues_lines.geojson").at(0).lines.at(0).size() == 2);
    CHECK(read_file(folder / "issues_areas.geojson").size() == 1);
    std::filesystem::remove(options.path);
    CHECK_THROWS_AS(grid::write_issue_layers(findings, crs, options),
                    grid::InputError);  // the files beside it are there
    CHECK_FALSE(std::filesystem::exists(options.path));
}

TEST_CASE("Findings of a layer without a CRS are written without one") {
    const TempFolder folder;
    grid::OutputOptions options;
    options.path = folder / "issues.gpkg";
    options.beside = grid::issue_files;
    CHECK(grid::write_issue_layers({}, {}, options).empty());
    CHECK(std::filesystem::exists(options.path));
}
