#include <doctest/doctest.h>

#include "libgrid/io/source.hpp"
#include "temp_folder.hpp"

using namespace grid_test;

namespace {

grid::SourceRef table(const std::string& path) {
    grid::SourceRef ref;
    ref.path = path;
    ref.default_crs = "EPSG:4490";
    ref.places.emplace();
    ref.places->x_aliases = {"lon", "x"};
    ref.places->y_aliases = {"lat", "y"};
    ref.places->wkt_aliases = {"WKT"};
    return ref;
}

std::vector<grid::Feature> read(grid::Source& source, const std::vector<std::string>& fields) {
    std::vector<grid::Feature> features;
    source.for_each(fields, [&](grid::Feature&& f) { features.push_back(std::move(f)); });
    return features;
}

std::vector<double> extent_of(const grid::Source& source) {
    const grid::Box box = source.extent();
    return {box.min_x, box.min_y, box.max_x, box.max_y};
}

template <typename Error>
std::string error_of(const grid::SourceRef& ref) {
    try {
        grid::Source source = grid::Source::open(ref);
        source.for_each({}, [](grid::Feature&&) {});
    } catch (const Error& error) {
        return std::string(error.what()).substr(ref.path.size());
    }
    return "no error";
}

}  // namespace

TEST_CASE("rows of a table are points at their coordinates, with their text as it is written") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    write_bytes(path, "code,lon,lat,n\n0042,114.5, 30.25 ,1\n\"4201061990010100121\",１１５,-3e1,2\n,,,\n7,,30,3\n");
    grid::Source source = grid::Source::open(table(path));
    CHECK(source.geometry_kind() == grid::GeometryKind::points);
    CHECK(source.place_columns() == std::vector<std::string>{"lon", "lat"});
    CHECK(extent_of(source) == std::vector<double>{114.5, -30, 115, 30.25});
    const auto features = read(source, {"code", "n"});
    REQUIRE(features.size() == 3);  // the row without any value is none
    CHECK(features[0].points == std::vector<grid::Point>{{114.5, 30.25}});
    CHECK(std::get<std::string>(features[0].values[0]) == "0042");
    CHECK(features[1].points == std::vector<grid::Point>{{115, -30}});
    CHECK(std::get<std::string>(features[1].values[0]) == "4201061990010100121");
    CHECK(features[2].points.empty());
    CHECK(!features[2].has_geometry);
    CHECK(features[2].fid == 4);
}

TEST_CASE("SQL over a table sees numbers, and the values stay as they are written") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    write_bytes(path, "code,x,y,n\n007,1,2,10\n008,3,4,9\n009,5,6,100\n");
    grid::SourceRef ref = table(path);
    ref.where = "n > 9";
    grid::Source source = grid::Source::open(ref);
    CHECK(source.feature_count() == 2);
    source.add_expression("twice", "2 * n");
    const auto features = read(source, {"twice", "code", "n"});
    REQUIRE(features.size() == 2);
    CHECK(std::get<std::int64_t>(features[1].values[0]) == 200);
    CHECK(std::get<std::string>(features[1].values[1]) == "009");
    CHECK(std::get<std::string>(features[1].values[2]) == "100");
    CHECK(features[1].points == std::vector<grid::Point>{{5, 6}});
    CHECK(read(source, {"code"}).size() == 2);
    CHECK(source.matching("x > 1") == std::vector<std::int64_t>{3});
}

TEST_CASE("a number column that holds text beyond what was looked at is not taken for zeros") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    std::string text = "x,y,n,pad\n";
    const std::string pad(2000, 'a');
    for (int i = 0; i < 600; ++i)
        text += "1,2,3," + pad + "\n";
    write_bytes(path, text + "1,2,many,b\n");
    grid::Source source = grid::Source::open(table(path));
    source.add_expression("twice", "2 * n");
    CHECK_THROWS_AS(read(source, {"twice"}), grid::InputError);
}

TEST_CASE("polygons as WKT are polygons") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    write_bytes(path, "WKT,n\n,1\n\"POLYGON ((0 0,1 0,1 1,0 0))\",1\n\"MULTIPOLYGON (((5 5,6 5,6 6,5 5)))\",2\n");
    grid::Source source = grid::Source::open(table(path));
    CHECK(source.geometry_kind() == grid::GeometryKind::polygons);
    CHECK(extent_of(source) == std::vector<double>{0, 0, 6, 6});
    const auto features = read(source, {});
    REQUIRE(features.size() == 3);
    CHECK(features[0].polygons.empty());
    CHECK(features[1].polygons.front().shell.size() == 4);
}

TEST_CASE("a row that cannot be read says which") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    write_bytes(path, "x,y\n1,2\n3,\"30,5\"\n");
    CHECK(error_of<grid::InputError>(table(path)) ==
          " (layer sites, feature 2): the coordinate '30,5' in 'y' has a comma, so that it is not sure which number is "
          "meant");
    write_bytes(path, "WKT,n\nPOINT (1 2),1\n\"LINESTRING (1 2,3 4)\",1\n");
    CHECK(error_of<grid::InputError>(table(path)) ==
          " (layer sites, feature 2): the geometry is of the type LINESTRING, but the layer holds points");
    write_bytes(path, "x,y\n1,2\n1e12,2\n");
    CHECK(error_of<grid::InputError>(table(path)).find("feature 2") != std::string::npos);
}

TEST_CASE("a table is one only where its places are asked for") {
    const TempFolder folder;
    const std::string path = folder / "sites.csv";
    write_bytes(path, "x,y\n1,2\n");
    grid::SourceRef ref = table(path);
    ref.places.reset();
    CHECK(error_of<grid::InputError>(ref) == " (layer sites): the layer has no geometry");
    ref = table(path);
    ref.places->x_aliases = {"lon"};
    CHECK(error_of<grid::ConfigError>(ref) ==
          " (layer sites): no field of the table holds the coordinate x; the fields are: x, y");
    ref = table(path);
    ref.default_crs.clear();
    CHECK(error_of<grid::InputError>(ref) == " (layer sites): no CRS is declared");
}
