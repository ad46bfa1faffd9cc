#include "libgrid/io/write.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "libgrid/io/crs.hpp"
#include "libgrid/io/source.hpp"
#include "temp_folder.hpp"

using namespace grid_test;
namespace fs = std::filesystem;

namespace {

/// Doubles with random last bits around a place.
double around(double centre, std::mt19937_64& random) {
    return centre + static_cast<double>(random() >> 11U) * 0x1p-53;
}

grid::GridLayer make_layer(std::size_t n, const std::string& crs = "EPSG:4326") {
    grid::GridLayer layer;
    layer.crs_wkt = grid::crs_to_wkt(crs);
    std::mt19937_64 random(7);
    for (std::size_t i = 0; i < n; ++i) {
        grid::GridRow row;
        row.code = fmt::format("110101001001{:03}", i + 1);
        row.name = fmt::format("第{}网格", i + 1);
        row.unit_code = "110101001001";
        row.unit_name = "\"龙\" \\ <门>";
        row.sites = 12;
        row.households = 400 + static_cast<std::int64_t>(i);
        row.workload = around(400, random);
        row.dev_households = around(-0.5, random);
        row.area_m2 = around(123456, random);
        const double x = around(116, random);
        const double y = around(39, random);
        const double w = around(0.01, random);
        row.geometry = {
            {.shell = {{x, y}, {x + w, y}, {x + w, y + w}, {x, y + w}, {x, y}},
             .holes = {
                 {{x + w / 3, y + w / 3}, {x + w / 3, y + w / 2}, {x + w / 2, y + w / 2}, {x + w / 3, y + w / 3}}}}};
        layer.grids.push_back(std::move(row));
    }
    layer.issues.push_back(
        {"limit_missed", "110101001001", "", "300 households are missing", grid::Point{116.5, 39.5}});
    layer.run = {{"tool", "gridify 0.1.0"}, {"seed", "1"}};
    return layer;
}

std::string output_error(const grid::OutputOptions& options) {
    try {
        grid::check_output(options);
    } catch (const grid::InputError& error) {
        return std::string(error.what()) + " | " + error.advice().english();
    }
    return "no error";
}

/// Contents of all files of a folder, by name.
std::string folder_bytes(const fs::path& folder) {
    std::vector<fs::path> files(fs::directory_iterator(folder), {});
    std::sort(files.begin(), files.end());
    std::string all;
    for (const fs::path& file : files)
        all += file.filename().string() + ":" + read_bytes(file.string()) + "\n";
    return all;
}

std::vector<grid::Feature> read_back(const std::string& path, const std::string& layer,
                                     const std::vector<std::string>& fields) {
    auto source = grid::Source::open({.path = path, .layer = layer});
    std::vector<grid::Feature> features;
    source.for_each(fields, [&](grid::Feature&& f) { features.push_back(std::move(f)); });
    return features;
}

const std::vector<std::string> names{"out.gpkg", "out.shp", "out.geojson", "out.fgb"};

}  // namespace

TEST_CASE("the format is chosen by name or by extension") {
    CHECK(grid::choose_format("", "a/b.GPKG") == grid::Format::geopackage);
    CHECK(grid::choose_format("", "b.json") == grid::Format::geojson);
    CHECK(grid::choose_format("esri shapefile", "b.shp") == grid::Format::shapefile);
    CHECK(grid::choose_format("FGB", "b.fgb") == grid::Format::flatgeobuf);
    CHECK_THROWS_AS((void)grid::choose_format("", "b.txt"), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::choose_format("", "b"), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::choose_format("DXF", "b.dxf"), grid::ConfigError);
    CHECK_THROWS_WITH_AS((void)grid::choose_format("GPKG", "b.shp"), doctest::Contains("must end in .gpkg"),
                         grid::ConfigError);
}

TEST_CASE("a GeoPackage that another program changes during the run is not replaced") {
    const TempFolder folder;
    const grid::GridLayer layer = make_layer(3);
    const grid::OutputOptions options{.path = folder / "out.gpkg", .overwrite_layer = true};
    grid::write_grid_layer(layer, options);
    grid::OutputSet outputs;
    grid::write_grid_layer(layer, options, outputs);
    const std::string changed = read_bytes(options.path) + "x";
    write_bytes(options.path, changed);
    CHECK_THROWS_WITH_AS(outputs.commit(), doctest::Contains("another program has changed the file"), grid::InputError);
    CHECK(read_bytes(options.path) == changed);
}

TEST_CASE("every format gives back vertices bit for bit and texts unchanged") {
    const TempFolder folder;
    for (const std::string crs : {"EPSG:4326", "EPSG:4490", "EPSG:4548"}) {
        for (const std::string& name : names) {
            CAPTURE(name);
            CAPTURE(crs);
            const grid::GridLayer layer = make_layer(50, crs);
            const std::string path = folder / name;
            CHECK(grid::write_grid_layer(layer,
                                         {.path = path, .format = grid::choose_format("", path), .overwrite = true})
                      .empty());
            const std::string layer_name = name == "out.gpkg" ? "grids" : "";
            const auto source = grid::Source::open({.path = path, .layer = layer_name});
            CHECK(grid::crs_name(source.crs_wkt()) == crs);
            CHECK(source.fields().size() == 13);
            const auto features = read_back(
                path, layer_name, {"grid_code", "grid_name", "unit_name", "households", "dev_hh", "workload"});
            REQUIRE(features.size() == 50);
            for (const auto& f : features) {
                const auto index =
                    static_cast<std::size_t>(std::stoi(std::get<std::string>(f.values[0]).substr(12)) - 1);
                const grid::GridRow& row = layer.grids.at(index);
                CHECK(std::get<std::string>(f.values[1]) == row.name);
                CHECK(std::get<std::string>(f.values[2]) == row.unit_name);
                CHECK(std::get<std::int64_t>(f.values[3]) == row.households);
                if (name != "out.shp") CHECK(std::get<double>(f.values[4]) == row.dev_households);
                if (name != "out.shp") CHECK(std::get<double>(f.values[5]) == row.workload);
                grid::Ring shell = f.polygons.at(0).shell;
                grid::Ring wanted = row.geometry[0].shell;
                CHECK(f.polygons.at(0).holes.size() == 1);
                std::sort(shell.begin(), shell.end());  // a Shapefile turns rings round
                std::sort(wanted.begin(), wanted.end());
                CHECK(shell == wanted);
            }
        }
    }
}

TEST_CASE("the same content gives the same bytes, wherever and whenever it is written") {
    for (const std::string& name : names) {
        CAPTURE(name);
        const TempFolder a;
        const TempFolder b;
        const grid::GridLayer layer = make_layer(200);
        const grid::Format format = grid::choose_format("", name);
        grid::write_grid_layer(layer, {.path = a / name, .format = format});
        grid::write_grid_layer(layer, {.path = b / name, .format = format});
        grid::write_grid_layer(layer, {.path = b / name, .format = format, .overwrite = true});
        CHECK(folder_bytes(a.path()) == folder_bytes(b.path()));
    }
}

TEST_CASE("a GeoPackage holds issues, run record and styles beside the grids") {
    const TempFolder folder;
    const std::string path = folder / "out.gpkg";
    grid::GridLayer layer = make_layer(3);
    layer.grids[1].persons = 900;
    grid::write_grid_layer(layer, {.path = path});
    const auto issues = read_back(path, "issues", {"code", "severity", "message"});
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].points.at(0) == grid::Point{116.5, 39.5});
    CHECK(std::get<std::string>(issues[0].values[1]) == "warning");
    const auto persons = read_back(path, "grids", {"persons"});
    CHECK(std::holds_alternative<std::monostate>(persons[0].values[0]));
    CHECK(std::get<std::int64_t>(persons[1].values[0]) == 900);
    const std::string bytes = read_bytes(path);
    CHECK(bytes.find("gridify 0.1.0") != std::string::npos);
    CHECK(bytes.find("categorizedSymbol") != std::string::npos);
    CHECK(folder.entries() == 1);
}

TEST_CASE("issues of other formats go into a file beside, and an old one does not stay") {
    for (const std::string name : {"out.shp", "out.geojson", "out.fgb"}) {
        CAPTURE(name);
        const TempFolder folder;
        const grid::OutputOptions options{
            .path = folder / name, .format = grid::choose_format("", name), .overwrite = true};
        grid::GridLayer layer = make_layer(2);
        grid::write_grid_layer(layer, options);
        const std::string issues = folder / ("out_issues" + fs::path(name).extension().string());
        CHECK(read_back(issues, "", {"message"}).size() == 1);
        write_bytes(folder / "out.qix", "stale");
        layer.issues.clear();
        grid::write_grid_layer(layer, options);
        CHECK_FALSE(fs::exists(issues));
        if (name == std::string("out.shp")) CHECK_FALSE(fs::exists(folder / "out.qix"));
    }
}

TEST_CASE("a layer without grids can be written") {
    for (const std::string& name : names) {
        CAPTURE(name);
        const TempFolder folder;
        const grid::OutputOptions options{.path = folder / name, .format = grid::choose_format("", name)};
        grid::GridLayer layer = make_layer(0);
        layer.issues.clear();
        CHECK_NOTHROW(grid::write_grid_layer(layer, options));
        CHECK(fs::exists(folder / name));
    }
}

TEST_CASE("texts too long for a Shapefile are cut between characters and reported") {
    const TempFolder folder;
    for (const std::string encoding : {"UTF-8", "GBK", "GB18030"}) {
        CAPTURE(encoding);
        grid::GridLayer layer = make_layer(2);
        layer.grids[1].name.clear();
        for (int i = 0; i < 200; ++i)
            layer.grids[1].name += "网";
        const grid::OutputOptions options{
            .path = folder / "out.shp", .format = grid::Format::shapefile, .overwrite = true, .encoding = encoding};
        const grid::Findings findings = grid::write_grid_layer(layer, options);
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].code == "text_cut");
        CHECK(findings[0].grid_code == layer.grids[1].code);
        CHECK(fs::exists(folder / "out.cpg"));
        const auto features = read_back(folder / "out.shp", "", {"grid_name"});
        const std::string cut = std::get<std::string>(features[1].values[0]);
        CHECK(cut.size() == (encoding == "UTF-8" ? 252 : 381));
        CHECK(layer.grids[1].name.starts_with(cut));
        CHECK(std::get<std::string>(features[0].values[0]) == layer.grids[0].name);
    }
    grid::GridLayer layer = make_layer(1);
    const grid::OutputOptions latin{
        .path = folder / "latin.shp", .format = grid::Format::shapefile, .encoding = "ISO-8859-1"};
    CHECK_THROWS_WITH_AS(grid::write_grid_layer(layer, latin), doctest::Contains("lacks characters"), grid::InputError);
    CHECK_FALSE(fs::exists(folder / "latin.shp"));
}

TEST_CASE("an output that cannot or must not be written is refused before any work") {
    const TempFolder folder;
    write_bytes(folder / "old.gpkg", "old");
    CHECK(output_error({.path = folder / "old.gpkg"}).find("--overwrite") != std::string::npos);
    CHECK(output_error({.path = folder / "old.gpkg", .overwrite = true}) == "no error");
    write_bytes(folder / "side.dbf", "old");
    CHECK(output_error({.path = folder / "side.shp", .format = grid::Format::shapefile}).find("side.dbf") !=
          std::string::npos);
    write_bytes(folder / "wal.gpkg-wal", "open");
    CHECK(output_error({.path = folder / "wal.gpkg", .overwrite = true}).find("close the GeoPackage") !=
          std::string::npos);
    CHECK(output_error({.path = folder / "none/out.gpkg"}).find("there is no folder") != std::string::npos);
    CHECK(output_error({.path = folder / "old.gpkg/out.gpkg"}).find("not a folder") != std::string::npos);
    CHECK(output_error({.path = folder.path().string()}).find("the output is a folder") != std::string::npos);
    CHECK(output_error({.path = "/proc/out.gpkg"}).find("not writable") != std::string::npos);
    CHECK(output_error({.path = ""}) != "no error");
    if (fs::exists("/dev/null"))
        CHECK(output_error({.path = "/dev/null", .overwrite = true}).find("not a regular file") != std::string::npos);
    CHECK(folder.entries() == 3);
    if (geteuid() != 0) {
        fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
        CHECK(output_error({.path = folder / "out.gpkg"}).find("not writable") != std::string::npos);
        fs::permissions(folder.path(), fs::perms::owner_all);
    } else {
        fmt::print("skipped: a read-only folder does not stop root\n");
    }
}

TEST_CASE("GeoJSON refuses a CRS that it cannot name") {
    const TempFolder folder;
    grid::GridLayer layer = make_layer(1, "+proj=tmerc +lon_0=117 +ellps=krass");
    CHECK_THROWS_AS(grid::write_grid_layer(layer, {.path = folder / "a.geojson", .format = grid::Format::geojson}),
                    grid::ConfigError);
    CHECK_NOTHROW(grid::write_grid_layer(layer, {.path = folder / "a.gpkg"}));
    CHECK(folder.entries() == 1);
}

TEST_CASE("a symbolic link stays one and its target is replaced") {
    const TempFolder folder;
    fs::create_directory(folder / "real");
    write_bytes(folder / "real/out.gpkg", "old");
    fs::create_symlink(folder / "real/out.gpkg", folder / "link.gpkg");
    grid::write_grid_layer(make_layer(1), {.path = folder / "link.gpkg", .overwrite = true});
    CHECK(fs::is_symlink(folder / "link.gpkg"));
    CHECK(read_back(folder / "real/out.gpkg", "grids", {}).size() == 1);
}

TEST_CASE("folders that a killed run left are removed, those in use and others are not") {
    const TempFolder folder;
    for (const std::string name :
         {".out.gpkg.999999-0.part", ".out.gpkg.999998-3.part", ".other.gpkg.999999-0.part", ".out.gpkg.mine.part"}) {
        fs::create_directory(folder / name);
        write_bytes(folder / (name + "/out.gpkg"), "half");
    }
    const int in_use = open((folder / ".out.gpkg.999998-3.part").c_str(), O_RDONLY | O_DIRECTORY);
    REQUIRE(flock(in_use, LOCK_EX) == 0);
    grid::write_grid_layer(make_layer(1), {.path = folder / "out.gpkg"});
    CHECK_FALSE(fs::exists(folder / ".out.gpkg.999999-0.part"));
    CHECK(fs::exists(folder / ".out.gpkg.999998-3.part"));
    CHECK(fs::exists(folder / ".other.gpkg.999999-0.part"));
    CHECK(fs::exists(folder / ".out.gpkg.mine.part"));
    close(in_use);
}

TEST_CASE("text is written whole or not at all") {
    const TempFolder folder;
    grid::write_text(folder / "a.txt", "one", false);
    CHECK_THROWS_AS(grid::write_text(folder / "a.txt", "two", false), grid::InputError);
    CHECK(read_bytes(folder / "a.txt") == "one");
    grid::write_text(folder / "a.txt", "two", true);
    CHECK(read_bytes(folder / "a.txt") == "two");
    CHECK_THROWS_AS(grid::write_text(folder / "none/a.txt", "two", true), grid::InputError);
    CHECK_NOTHROW(grid::discard_unfinished_output());
    CHECK(folder.entries() == 1);
}

TEST_CASE("a full disk is an error and the old file stays whole") {
    const TempFolder folder;
    if (geteuid() != 0 || mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=400k") != 0) {
        fmt::print("skipped: a small file system cannot be mounted here\n");
        return;
    }
    struct Unmount {
        const char* path;
        ~Unmount() { umount(path); }
    };
    const Unmount at_the_end{folder.path().c_str()};
    const grid::GridLayer small = make_layer(5);
    const grid::GridLayer large = make_layer(5000);
    for (const std::string& name : names) {
        CAPTURE(name);
        for (const auto& entry : fs::directory_iterator(folder.path()))
            fs::remove_all(entry);
        const grid::OutputOptions options{
            .path = folder / name, .format = grid::choose_format("", name), .overwrite = true};
        grid::write_grid_layer(small, options);
        const std::string before = folder_bytes(folder.path());
        // Filled so that the end comes at different steps of the writing.
        for (const std::size_t left : {0U, 4096U, 40960U, 150000U}) {
            write_bytes(folder / "filler", "");
            const auto space = fs::space(folder.path()).available;
            write_bytes(folder / "filler", std::string(space > left ? space - left : 0, 'x'));
            CHECK_THROWS_AS(grid::write_grid_layer(large, options), grid::InputError);
            CHECK_THROWS_AS(grid::write_text(folder / "text", std::string(300000, 'x'), true), grid::InputError);
            fs::remove(folder / "filler");
            CHECK(folder_bytes(folder.path()) == before);
        }
    }
}
