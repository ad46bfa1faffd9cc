#include "tools/gridify/options.hpp"
#include "libgrid/core/error.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

using grid::ConfigError;
using grid::tools::GridifyOptions;
using grid::tools::Request;
using Words = std::vector<std::string>;

Request parse(const Words& words, GridifyOptions& options) {
    std::vector<const char*> argv = {"gridify"};
    for (const std::string& word : words)
        argv.push_back(word.c_str());
    return grid::tools::parse_gridify_options(static_cast<int>(argv.size()), argv.data(), options);
}

/// The options of a run; `words` are added to a command line that is complete in itself.
GridifyOptions parsed(const Words& words) {
    Words all = {"units.shp", "--sites", "sites.gpkg", "-o", "out.gpkg"};
    all.insert(all.end(), words.begin(), words.end());
    GridifyOptions options;
    REQUIRE(parse(all, options) == Request::run);
    return options;
}

std::string error_of(const Words& words) {
    try {
        GridifyOptions options;
        (void)parse(words, options);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

std::string error_with(const Words& words) {
    Words all = {"units.shp", "--sites", "sites.gpkg", "-o", "out.gpkg"};
    all.insert(all.end(), words.begin(), words.end());
    return error_of(all);
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A configuration file, removed at the end.
class ConfigFile {
public:
    explicit ConfigFile(const std::string& text)
        : m_path(std::filesystem::temp_directory_path() / ("grid config " + std::to_string(getpid()) + ".cfg")) {
        std::ofstream(m_path) << text;
    }
    ~ConfigFile() { std::filesystem::remove(m_path); }
    [[nodiscard]] std::string path() const { return m_path.string(); }

private:
    std::filesystem::path m_path;
};

}  // namespace

TEST_CASE("a short command line has the defaults of the structs") {
    const GridifyOptions options = parsed({});
    CHECK(options.boundaries.path == "units.shp");
    CHECK(options.sites.path == "sites.gpkg");
    CHECK(options.output.path == "out.gpkg");
    CHECK(options.common.threads == 0);
    CHECK(options.common.thread_count() >= 1);
    CHECK(options.common.seed == 1);
    CHECK(options.profile == "default");
    CHECK(options.effort == grid::Effort::normal);
    CHECK_FALSE(options.target.has_value());
    CHECK_FALSE(options.common.progress.has_value());
}

TEST_CASE("paths may hold spaces, and values of every kind are read") {
    const GridifyOptions options =
        parsed({"--target=350", "-j2", "-vv", "--report", "my report.json", "--effort", "best", "--tolerance", "0.05",
                "--workload", "a + b * 2", "-O", "--json", "--no-progress", "--seed", "77"});
    CHECK(options.target == 350);
    CHECK(options.common.threads == 2);
    CHECK(options.common.verbosity == 2);
    CHECK(options.report == "my report.json");
    CHECK(options.effort == grid::Effort::best);
    CHECK(options.tolerance == 0.05);
    CHECK(options.workload == "a + b * 2");
    CHECK(options.output.overwrite);
    CHECK(options.common.json);
    CHECK(options.common.progress == false);
    CHECK(options.common.seed == 77);
    CHECK(parsed({"-q"}).common.verbosity == -1);
    CHECK(parsed({"-v", "--verbose", "-v"}).common.verbosity == 3);
}

TEST_CASE("a shard is a number and a count") {
    CHECK(parsed({}).shard.is_whole());
    CHECK(parsed({"--shard", "1/1"}).shard.is_whole());
    const grid::Shard shard = parsed({"--shard", "07/12"}).shard;
    CHECK(shard.number == 7);
    CHECK(shard.count == 12);
    for (const char* const wrong : {"0/3", "4/3", "a/b", "1/0", "1", "1/", "/1", "1/2/3", "+1/2"})
        CHECK(mentions(error_with({"--shard", wrong}), "--shard is I/N"));
}

TEST_CASE("what belongs to a barrier is told by the order of the words") {
    const GridifyOptions options =
        parsed({"--barriers",        "a.gpkg",          "--barriers-layer", "road", "--barriers",       "b.gpkg",
                "--hard-barriers",   "class = 'river'", "--blocks",         "c",    "--barriers-where", "x > 1",
                "--blocks-layer",    "building",        "--blocks",         "d",    "--dedicated",      "e",
                "--dedicated-layer", "school"});
    REQUIRE(options.barriers.size() == 2);
    CHECK(options.barriers[0].input.path == "a.gpkg");
    CHECK(options.barriers[0].input.layer == "road");
    CHECK(options.barriers[0].hard_where.empty());
    CHECK(options.barriers[1].input.path == "b.gpkg");
    CHECK(options.barriers[1].input.layer.empty());
    CHECK(options.barriers[1].input.where == "x > 1");
    CHECK(options.barriers[1].hard_where == "class = 'river'");
    REQUIRE(options.blocks.size() == 2);
    CHECK(options.blocks[0].layer == "building");
    CHECK(options.blocks[1].path == "d");
    REQUIRE(options.dedicated.size() == 1);
    CHECK(options.dedicated[0].layer == "school");
    CHECK(mentions(error_with({"--barriers-layer", "road", "--barriers", "a"}), "the --barriers before it"));
    CHECK(mentions(error_with({"--barriers", "a", "--barriers-layer", "x", "--barriers-layer", "y"}), "occurs twice"));
}

TEST_CASE("the inputs must make sense together") {
    CHECK(mentions(error_of({"-o", "x.gpkg"}), "there are no boundaries"));
    CHECK(mentions(error_of({"u.shp", "-o", "x.gpkg"}), "nothing to balance"));
    CHECK(mentions(error_of({"--cells", "c", "-o", "x.gpkg"}), "needs --unit-field"));
    CHECK(mentions(error_of({"u.shp", "--cells", "c", "--unit-field", "F", "-o", "x"}), "--unit-field is for"));
    CHECK(error_of({"--cells", "c", "--unit-field", "F", "-o", "x.gpkg"}) == "no error");
    CHECK(error_of({"--boundaries", "u", "--cells", "c", "-o", "x.gpkg"}) == "no error");
    CHECK(mentions(error_with({"--cells", "c"}), "exclude each other"));
    CHECK(mentions(error_with({"--cells-layer", "c"}), "--cells-layer is given without --cells"));
    CHECK(mentions(error_of({"u.shp", "--sites", "s"}), "there is no output"));
    CHECK(mentions(error_with({"stray.shp"}), "positional"));
    CHECK(mentions(error_with({"--report", "x.xml"}), ".json or .txt"));
    CHECK(mentions(error_with({"--report", "./out.json", "--assignments", "a/../out.json"}), "the same file"));
    CHECK(mentions(error_of({"u.shp", "--sites", "s", "-o", "./u.shp"}), "the same file"));
}

TEST_CASE("columns of a table of sites are named, and must make sense together") {
    const GridifyOptions o = parsed({"--sites-x", "lon", "--sites-y", "lat", "--household-id", "hh"});
    CHECK(o.site_columns.x == "lon");
    CHECK(o.site_columns.y == "lat");
    CHECK(o.site_columns.household_id == "hh");
    CHECK(parsed({"--sites-wkt", "place"}).site_columns.wkt == "place");
    CHECK(mentions(error_with({"--sites-wkt", "a", "--sites-y", "b"}), "--sites-wkt excludes"));
    CHECK(mentions(error_with({"--household-id", "a", "--households", "b"}), "--household-id and --households"));
    CHECK(mentions(error_with({"--household-id", "a", "--persons", "b"}), "--household-id and --persons"));
    CHECK(mentions(error_with({"--household-id", "a", "--site-id", "b"}), "--household-id and --site-id"));
    for (const char* option : {"--sites-x", "--sites-y", "--sites-wkt", "--household-id"})
        CHECK(mentions(error_of({"u.shp", "--cells", "c.shp", "-o", "o.gpkg", option, "a"}), "without --sites"));
}

TEST_CASE("sizes out of range are refused, naming the option") {
    CHECK(mentions(error_with({"--grids", "5", "--target", "4"}), "--grids excludes"));
    CHECK(mentions(error_with({"--min", "500", "--max", "300"}), "--min 500 is above --max 300"));
    CHECK(mentions(error_with({"--target", "600", "--max", "500"}), "--target 600 is above --max 500"));
    CHECK(mentions(error_with({"--target", "0"}), "--target"));
    CHECK(mentions(error_with({"--target", "-5"}), "--target"));
    CHECK(mentions(error_with({"--target", "1e3"}), "--target"));
    CHECK(mentions(error_with({"--grids", "0"}), "--grids"));
    CHECK(mentions(error_with({"-j", "-1"}), "--threads"));
    CHECK(mentions(error_with({"--seed", "-1"}), "--seed"));
    for (const char* const value : {"0", "1", "nan", "inf", "10", "-0.1", "abc"})
        CHECK(mentions(error_with({"--tolerance", value}), "--tolerance"));
    CHECK(mentions(error_with({"--effort", "most"}), "--effort"));
}

TEST_CASE("options are never guessed") {
    CHECK(mentions(error_with({"--targ", "5"}), "--targ"));
    CHECK(mentions(error_with({"--unknown"}), "--unknown"));
    CHECK(mentions(error_with({"--target"}), "--target"));
    CHECK(mentions(error_with({"--target", "5", "--target", "6"}), "more than once"));
}

TEST_CASE("help and version are answered before anything is checked, and touch no configuration") {
    GridifyOptions options;
    CHECK(parse({"--help"}, options) == Request::help);
    CHECK(parse({"-V", "-c", "/nowhere"}, options) == Request::version);
    CHECK(parse({"-h", "--target", "abc"}, options) == Request::help);
    const std::string help = grid::tools::gridify_help();
    CHECK(mentions(help, "as the profile says, 400"));
    CHECK(mentions(help, "(=default)"));
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK(line.size() <= 118);
    }
}

TEST_CASE("a configuration file has long names, and the command line wins") {
    const ConfigFile file(
        "# sizes\ntarget = 250\nseed = 5\nverbose = true\noverwrite = true\nbarriers = a\nbarriers-layer = l\n"
        "hard-barriers = class = 'river'\n");
    const GridifyOptions options = parsed({"-c", file.path(), "--seed", "6"});
    CHECK(options.target == 250);
    CHECK(options.common.seed == 6);
    CHECK(options.common.verbosity == 1);
    CHECK(options.output.overwrite);
    REQUIRE(options.barriers.size() == 1);
    CHECK(options.barriers[0].input.layer == "l");
    CHECK(options.barriers[0].hard_where == "class = 'river'");

    const GridifyOptions other = parsed({"-c", file.path(), "-q", "--grids", "9", "--barriers", "b"});
    CHECK(other.common.verbosity == -1);
    CHECK(other.grids == 9);
    CHECK_FALSE(other.target.has_value());
    REQUIRE(other.barriers.size() == 1);
    CHECK(other.barriers[0].input.path == "b");
    CHECK(other.barriers[0].input.layer.empty());
}

TEST_CASE("a wrong configuration file is named") {
    for (const char* const text : {"targett = 5\n", "nonsense\n", "help = true\n", "config = x\n"}) {
        const ConfigFile file(text);
        CHECK(mentions(error_with({"--config", file.path()}), file.path()));
    }
    const ConfigFile file("verbose = perhaps\n");
    CHECK(mentions(error_with({"--config", file.path()}), "perhaps"));
    CHECK(mentions(error_with({"--config", "/nowhere/x.cfg"}), "/nowhere/x.cfg"));
    CHECK(mentions(error_with({"--config", "/tmp"}), "/tmp"));
}

TEST_CASE("sizes come from the options, then from the profile") {
    const grid::Profile profile;
    const auto resolve = [&](const Words& words) { return grid::tools::resolve_sizes(parsed(words), profile); };
    CHECK(resolve({}).min == 300);
    CHECK(resolve({"--target", "1000"}).min == 750);
    CHECK(resolve({"--target", "1000"}).max == 1250);
    CHECK(resolve({"--target", "401"}).min == 300);
    CHECK(resolve({"--target", "401"}).max == 502);
    CHECK(resolve({"--target", "1000", "--max", "1100"}).max == 1100);
    CHECK(resolve({"--grids", "7"}).grids == 7);
    CHECK(resolve({"--tolerance", "0.3"}).tolerance == 0.3);
    CHECK_THROWS_AS((void)resolve({"--min", "450"}), ConfigError);
}
