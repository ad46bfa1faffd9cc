#include "libgrid/io/source.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "libgrid/io/crs.hpp"
#include "libgrid/io/raster.hpp"
#include "make_files.hpp"
#include "temp_folder.hpp"

using namespace grid_test;

namespace {

constexpr int points = 1;
constexpr int polygons = 3;
const char* const square = "POLYGON ((0 0,1 0,1 1,0 1,0 0))";

/// The error that opening the source, and reading all its fields, ends in.
template <typename Error>
Error error_of(const grid::SourceRef& ref) {
    try {
        grid::Source source = grid::Source::open(ref);
        std::vector<std::string> fields;
        for (const auto& field : source.fields())
            fields.push_back(field.name);
        source.for_each(fields, [](grid::Feature&&) {});
    } catch (const Error& error) {
        return error;
    }
    FAIL("no error");
    return Error("");
}

std::string input_error(const grid::SourceRef& ref) {
    const auto error = error_of<grid::InputError>(ref);
    return std::string(error.what()) + " | " + error.advice().english();
}

std::string config_error(const grid::SourceRef& ref) {
    const auto error = error_of<grid::ConfigError>(ref);
    return std::string(error.what()) + " | " + error.advice().english();
}

bool contains(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) return true;
    MESSAGE(text);
    return false;
}

std::vector<grid::Feature> read(grid::Source& source, const std::vector<std::string>& fields) {
    std::vector<grid::Feature> features;
    source.for_each(fields, [&](grid::Feature&& f) { features.push_back(std::move(f)); });
    return features;
}

}  // namespace

TEST_CASE("a layer of polygons is read with fields, holes and closed rings") {
    const TempFolder folder;
    const std::string path = folder / "units.gpkg";
    make_file(path, "GPKG",
              {{.type = polygons,
                .rows = {{"POLYGON ((0 0,10 0,10 10,0 10,0 0),(2 2,2 4,4 4,4 2,2 2))", "龙门", 12}, {"", "none", 0}}}});
    auto source = grid::Source::open({.path = path});
    CHECK(source.layer_name() == "units");
    CHECK(source.geometry_kind() == grid::GeometryKind::polygons);
    CHECK(source.feature_count() == 2);
    CHECK(grid::crs_name(source.crs_wkt()) == "EPSG:4326");
    CHECK(source.extent().max_x == 10);
    const auto features = read(source, {"households", "name"});
    REQUIRE(features.size() == 2);
    CHECK(features[0].fid == 1);
    REQUIRE(features[0].polygons.size() == 1);
    CHECK(features[0].polygons[0].shell.size() == 5);
    CHECK(features[0].polygons[0].holes.size() == 1);
    CHECK(std::get<std::int64_t>(features[0].values[0]) == 12);
    CHECK(std::get<std::string>(features[0].values[1]) == "龙门");
    CHECK(features[1].polygons.empty());
}

TEST_CASE("files that cannot be read are told apart") {
    const TempFolder folder;
    CHECK(contains(input_error({.path = folder / "missing.gpkg"}), "there is no such file"));
    write_bytes(folder / "text.gpkg", "no data base");
    CHECK(contains(input_error({.path = folder / "text.gpkg"}), "cannot be read as a vector data source"));
    write_bytes(folder / "zero.gpkg", "");
    CHECK(contains(input_error({.path = folder / "zero.gpkg"}), "the file is empty"));
    make_file(folder / "empty.gpkg", "GPKG", {{.type = polygons, .rows = {}}});
    CHECK(contains(input_error({.path = folder / "empty.gpkg"}), "the layer is empty"));
    make_file(folder / "nocrs.gpkg", "GPKG", {{.epsg = "", .type = points, .rows = {{"POINT (1 2)", "a", 1}}}});
    CHECK(contains(input_error({.path = folder / "nocrs.gpkg"}), "--input-crs"));
    CHECK(grid::Source::open({.path = folder / "nocrs.gpkg", .crs = "EPSG:4490"}).feature_count() == 1);
    CHECK(contains(config_error({.path = folder / "nocrs.gpkg", .crs = "EPSG:nonsense"}), "not understood as a CRS"));
}

TEST_CASE("several layers need a choice that the error names") {
    const TempFolder folder;
    const std::string path = folder / "two.gpkg";
    const std::vector<TestRow> row{{"POINT (1 2)", "a", 1}};
    make_file(path, "GPKG",
              {{.name = "one", .type = points, .rows = row}, {.name = "two", .type = points, .rows = row}});
    CHECK(contains(config_error({.path = path}), "there are several layers: one, two"));
    CHECK(contains(config_error({.path = path}), "--layer"));
    CHECK(contains(config_error({.path = path, .layer = "three"}), "there is no layer 'three'"));
    CHECK(grid::Source::open({.path = path, .layer = "two"}).layer_name() == "two");
}

TEST_CASE("a Shapefile with a missing or truncated part is refused and left alone") {
    const TempFolder folder;
    const TestLayer layer{.type = polygons, .rows = {{square, "a", 1}, {square, "b", 2}}};
    const auto make = [&](const std::string& name) { make_file(folder / (name + ".shp"), "ESRI Shapefile", {layer}); };
    make("noshx");
    std::filesystem::remove(folder / "noshx.shx");
    CHECK(contains(input_error({.path = folder / "noshx.shp"}), "the file .shx is missing"));
    CHECK_FALSE(std::filesystem::exists(folder / "noshx.shx"));
    make("nodbf");
    std::filesystem::remove(folder / "nodbf.dbf");
    CHECK(contains(input_error({.path = folder / "nodbf.shp"}), "the file .dbf is missing"));
    for (const std::string extension : {".shp", ".shx", ".dbf"}) {
        make("cut");
        const std::string bytes = read_bytes(folder / ("cut" + extension));
        write_bytes(folder / ("cut" + extension), bytes.substr(0, bytes.size() - 20));
        CHECK(contains(input_error({.path = folder / "cut.shp"}), "truncated"));
        write_bytes(folder / ("cut" + extension), bytes.substr(0, 20));
        CHECK(contains(input_error({.path = folder / "cut.shp"}), "truncated"));
    }
    write_bytes(folder / "cut.shp", std::string(500, 'x'));
    CHECK(contains(input_error({.path = folder / "cut.shp"}), "not a Shapefile"));
}

TEST_CASE("geometry of another kind and coordinates that are not finite name the feature") {
    const TempFolder folder;
    const std::string path = folder / "mixed.gpkg";
    make_file(path, "GPKG", {{.rows = {{square, "a", 1}, {"LINESTRING (0 0,1 1)", "b", 2}}}});
    CHECK(contains(input_error({.path = path}), "feature 2): the geometry is of the type LINESTRING"));
    for (const std::string bad : {"7777", "8888"}) {
        std::filesystem::remove(path);
        make_file(path, "GPKG",
                  {{.type = polygons, .rows = {{square, "a", 1}, {"POLYGON ((0 0,1 0,1 " + bad + ",0 0))", "b", 2}}}});
        CHECK(contains(input_error({.path = path}), "feature 2): a coordinate is not a finite number"));
    }
}

TEST_CASE("curves are linearised, Z is dropped and collections of one kind are taken apart") {
    const TempFolder folder;
    const std::string path = folder / "odd.gpkg";
    make_file(
        path, "GPKG",
        {{.rows = {{"CURVEPOLYGON (CIRCULARSTRING (0 0,1 1,2 0,1 -1,0 0))", "circle", 1},
                   {"GEOMETRYCOLLECTION (POLYGON ((0 0,1 0,1 1,0 0)),MULTIPOLYGON (((5 5,6 5,6 6,5 5))))", "two", 2},
                   {"POLYGON Z ((0 0 7,1 0 7,1 1 7,0 0 7))", "z", 3},
                   {"POLYGON EMPTY", "empty", 4}}}});
    auto source = grid::Source::open({.path = path});
    const auto features = read(source, {});
    REQUIRE(features.size() == 4);
    CHECK(features[0].polygons.at(0).shell.size() > 50);
    CHECK(features[1].polygons.size() == 2);
    CHECK(features[2].polygons.at(0).shell.size() == 4);
    CHECK(features[3].polygons.empty());
}

TEST_CASE("fields are found by name, by alias and not by guess") {
    const TempFolder folder;
    const std::string path = folder / "units.gpkg";
    make_file(path, "GPKG", {{.type = points, .rows = {{"POINT (1 2)", "a", 1}}}});
    const auto source = grid::Source::open({.path = path});
    CHECK(source.find_field("", {"HOUSEHOLDS", "HS"}, "--households") == "households");
    CHECK_FALSE(source.find_field("", {"HS"}, "--households"));
    CHECK(source.find_field("Name", {}, "--name-field") == "name");
    CHECK_THROWS_WITH_AS((void)source.find_field("x", {}, "--name-field"),
                         doctest::Contains("the fields are: name, households"), grid::ConfigError);
    CHECK_THROWS_WITH_AS((void)source.find_field("", {"name", "households"}, "--x"),
                         doctest::Contains("several fields"), grid::ConfigError);
}

TEST_CASE("filters and expressions are evaluated, and bad ones are configuration errors") {
    const TempFolder folder;
    for (const std::string driver : {"GPKG", "ESRI Shapefile", "FlatGeobuf"}) {
        CAPTURE(driver);
        const std::map<std::string, std::string> extensions{
            {"GPKG", "gpkg"}, {"ESRI Shapefile", "shp"}, {"FlatGeobuf", "fgb"}};
        const std::string path = folder / ("points." + extensions.at(driver));
        make_file(path, driver,
                  {{.name = "points",
                    .type = points,
                    .rows = {{"POINT (1 2)", "a", 1}, {"POINT (3 4)", "b", 5}, {"POINT (5 6)", "c", 9}}}});
        CHECK(contains(config_error({.path = path, .where = "nosuch = 1"}), "nosuch"));
        CHECK(contains(config_error({.path = path, .where = "households >"}), "the filter"));
        auto source = grid::Source::open({.path = path, .where = "households > 1"});
        CHECK(source.feature_count() == 2);
        source.add_expression("twice", "households * 2 + 0.5");
        CHECK(source.fields().back().type == grid::FieldType::real);
        const auto features = read(source, {"twice", "name"});
        const auto plain = read(source, {"name"});
        REQUIRE(features.size() == 2);
        REQUIRE(plain.size() == 2);
        for (std::size_t i = 0; i < 2; ++i)
            CHECK(features[i].fid == plain[i].fid);
        CHECK(std::get<double>(features[0].values[0]) > 10);
        CHECK(features[0].points.size() == 1);
        CHECK(source.matching("name = 'c'").size() == 1);
        CHECK(source.matching("name = 'a'").empty());
        CHECK_THROWS_AS((void)source.matching("nosuch = 1"), grid::ConfigError);
        CHECK(source.feature_count() == 2);
        CHECK(read(source, {"name"}).size() == 2);
        for (const std::string bad : {"", "nosuch", "households +", "1 FROM points; drop", "1) AS a, (2",
                                      "SUM(households)", "1 -- ", "'open", "*", "1, 2"}) {
            CAPTURE(bad);
            CHECK_THROWS_AS(source.add_expression("bad", bad), grid::ConfigError);
        }
        CHECK_THROWS_AS(source.add_expression("name", "1"), grid::ConfigError);
        CHECK(read(source, {"twice"}).size() == 2);
    }
}

TEST_CASE("text of a Shapefile is read as declared, as told, or refused") {
    const TempFolder folder;
    const std::string path = folder / "text.shp";
    const std::string name = "鳥取市本町";
    const auto make = [&](const std::string& encoding, int ldid, bool cpg) {
        make_file(path, "ESRI Shapefile",
                  {{.encoding = encoding,
                    .field = "名称",
                    .type = points,
                    .rows = {{"POINT (1 2)", "ascii", 1}, {"POINT (1 2)", name, 1}}}});
        std::string dbf = read_bytes(folder / "text.dbf");
        dbf[29] = static_cast<char>(ldid);
        write_bytes(folder / "text.dbf", dbf);
        if (!cpg) std::filesystem::remove(folder / "text.cpg");
    };
    const auto name_read = [&](const std::string& encoding) {
        auto source = grid::Source::open({.path = path, .encoding = encoding});
        REQUIRE(source.fields().at(0).name == "名称");
        return std::get<std::string>(read(source, {"名称"}).at(1).values.at(0));
    };
    SUBCASE("UTF-8 by .cpg") {
        make("UTF-8", 0, true);
        CHECK(name_read("") == name);
    }
    SUBCASE("UTF-8 undeclared") {
        make("UTF-8", 0, false);
        CHECK(name_read("") == name);
    }
    SUBCASE("UTF-8 under ANSI") {
        make("UTF-8", 0x57, false);
        CHECK(name_read("") == name);
    }
    SUBCASE("CP932 by .cpg") {
        make("CP932", 0, true);
        CHECK(name_read("") == name);
    }
    SUBCASE("CP932 by LDID") {
        make("CP932", 0x13, false);
        CHECK(name_read("") == name);
    }
    SUBCASE("GBK by LDID 0x4D") {
        make("CP936", 0x4D, false);
        CHECK(name_read("") == name);
    }
    SUBCASE("GBK undeclared") {
        make("CP936", 0, false);
        CHECK(contains(input_error({.path = path}), "declares no encoding"));
        CHECK(contains(input_error({.path = path}), "GB18030"));
        CHECK(name_read("GBK") == name);
    }
    SUBCASE("GBK under ANSI") {
        make("CP936", 0x57, false);
        CHECK(contains(input_error({.path = path}), "--encoding"));
        CHECK(name_read("GBK") == name);
    }
    SUBCASE("a wrong encoding by .cpg") {
        make("CP932", 0, true);
        write_bytes(folder / "text.cpg", "UTF-8");
        CHECK(contains(input_error({.path = path}), "CP932"));
        CHECK(name_read("CP932") == name);
        CHECK(contains(config_error({.path = path, .encoding = "nonsense"}), "nonsense"));
    }
    SUBCASE("western text under ANSI") {
        make_file(path, "ESRI Shapefile",
                  {{.encoding = "CP1252", .field = "n", .type = points, .rows = {{"POINT (1 2)", "Zürich", 1}}}});
        std::string dbf = read_bytes(folder / "text.dbf");
        dbf[29] = 0x57;
        write_bytes(folder / "text.dbf", dbf);
        std::filesystem::remove(folder / "text.cpg");
        auto source = grid::Source::open({.path = path});
        CHECK(std::get<std::string>(read(source, {"n"}).at(0).values.at(0)) == "Zürich");
    }
}

TEST_CASE("a filter in Chinese works on a Shapefile in GBK") {
    const TempFolder folder;
    const std::string path = folder / "text.shp";
    make_file(
        path, "ESRI Shapefile",
        {{.encoding = "CP936", .type = points, .rows = {{"POINT (1 2)", "龙门", 1}, {"POINT (1 2)", "海口", 3}}}});
    auto source = grid::Source::open({.path = path, .where = "name = '海口'"});
    const auto features = read(source, {"households"});
    REQUIRE(features.size() == 1);
    CHECK(std::get<std::int64_t>(features[0].values[0]) == 3);
}

TEST_CASE("the neighbourhoods of Tottori are read in CP932") {
    const auto path = test_data("tottori/tottori.shp");
    if (!path) return;
    CHECK(contains(input_error({.path = *path}), "CP932"));
    auto source = grid::Source::open({.path = *path, .encoding = "CP932"});
    CHECK(grid::crs_name(source.crs_wkt()) == "EPSG:4612");
    std::int64_t households = 0;
    std::map<std::string, int> cities;
    source.for_each({"SETAI", "GST_NAME"}, [&](grid::Feature&& f) {
        households += std::get<std::int64_t>(f.values[0]);
        if (const auto* city = std::get_if<std::string>(&f.values[1])) ++cities[*city];
    });
    CHECK(households == 216894);
    CHECK(cities.contains("鳥取市"));
}

TEST_CASE("a checksum depends on the content of all files of a source") {
    const TempFolder folder;
    make_file(folder / "a.shp", "ESRI Shapefile", {{.type = points, .rows = {{"POINT (1 2)", "a", 1}}}});
    std::filesystem::create_directory(folder / "b");
    for (const std::string e : {".shp", ".shx", ".dbf", ".prj"})
        std::filesystem::copy_file(folder / ("a" + e), folder / ("b/a" + e));
    const std::string sum = grid::checksum(folder / "a.shp");
    CHECK(sum.starts_with("crc32:"));
    CHECK(grid::checksum(folder / "b/a.shp") == sum);
    std::string dbf = read_bytes(folder / "b/a.dbf");
    dbf[dbf.size() - 3] = '7';
    write_bytes(folder / "b/a.dbf", dbf);
    CHECK(grid::checksum(folder / "b/a.shp") != sum);
    CHECK(grid::checksum(folder / "missing").empty());
    write_bytes(folder / "plain", "123456789");
    CHECK(grid::checksum(folder / "plain") == "crc32:cbf43926");
}

TEST_CASE("a raster gives its pixels that are neither nodata nor zero") {
    const TempFolder folder;
    const std::string path = folder / "pop.tif";
    make_raster(path, {1, 0, -99, 2.5F, 0, 0, NAN, 0, 0, 0, 0, 7}, "4326", -99);
    CHECK(grid::is_raster(path));
    CHECK_FALSE(grid::is_raster(folder / "missing.tif"));
    std::vector<grid::Pixel> pixels;
    grid::RasterInfo info;
    grid::read_raster(
        {.path = path}, [&](const grid::RasterInfo& raster) { info = raster; },
        [&](const grid::Pixel& p) { pixels.push_back(p); });
    REQUIRE(pixels.size() == 3);
    CHECK(pixels[0].at == grid::Point{10.5, 49.5});
    CHECK(pixels[1].index == 3);
    CHECK(pixels[1].value == 2.5);
    CHECK(pixels[2].index == 11);
    CHECK(info.extent.max_x == 14);
    CHECK(info.extent.min_y == 47);
    CHECK(info.column == grid::Point{1, 0});
    CHECK(info.row == grid::Point{0, -1});
    CHECK(grid::crs_name(info.crs_wkt) == "EPSG:4326");
    CHECK(folder.entries() == 1);

    const auto read = [&](const char* name) {
        grid::read_raster(
            {.path = folder / name}, [](const grid::RasterInfo&) {}, [](const grid::Pixel&) {});
    };
    make_raster(folder / "bad.tif", {1, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0}, "4326", -99);
    CHECK_THROWS_WITH_AS(read("bad.tif"), doctest::Contains("row 1, column 1"), grid::InputError);
    make_raster(folder / "nocrs.tif", {1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0}, "", -99);
    CHECK_THROWS_WITH_AS(read("nocrs.tif"), doctest::Contains("no CRS"), grid::InputError);
    CHECK_THROWS_AS(read("missing.tif"), grid::InputError);
}
