#include "libgrid/layer/profile.hpp"

#include "libgrid/core/error.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace {

namespace fs = std::filesystem;

std::string message_of(const std::string& text) {
    try {
        (void)grid::parse_profile(text, "my.profile", "my");
    } catch (const grid::ConfigError& error) {
        return error.what();
    }
    return "no error";
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A folder of its own, removed at the end.
class Folder {
public:
    Folder() : m_path(fs::temp_directory_path() / ("grid_profile_" + std::to_string(getpid()))) {
        fs::create_directories(m_path);
    }
    ~Folder() { fs::remove_all(m_path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(m_path / name) << text; }
    [[nodiscard]] std::string path(const std::string& name = "") const { return (m_path / name).string(); }

private:
    fs::path m_path;
};

}  // namespace

TEST_CASE("the documented default profile says what the defaults are") {
    const grid::Profile written = grid::load_profile("default");
    const grid::Profile built;
    CHECK(written.name == built.name);
    CHECK(written.target == built.target);
    CHECK(written.min == built.min);
    CHECK(written.max == built.max);
    CHECK(written.tolerance == built.tolerance);
    CHECK(written.workload_tolerance == built.workload_tolerance);
    CHECK(written.evenness == built.evenness);
    CHECK(written.code.unit_digits == built.code.unit_digits);
    CHECK(written.code.area_ranges == built.code.area_ranges);
    CHECK(written.code.number_digits == built.code.number_digits);
    CHECK(written.code.first_number == built.code.first_number);
    CHECK(written.work.hours == built.work.hours);
    CHECK(written.work.part_time == built.work.part_time);
    CHECK(written.work.event_min == built.work.event_min);
    CHECK_FALSE(written.work.other_event_min);
    CHECK(written.code.first_dedicated == built.code.first_dedicated);
    CHECK(written.code.dedicated_gap == built.code.dedicated_gap);
    CHECK(written.code.only_number == built.code.only_number);
    CHECK(written.code.prefix == built.code.prefix);
    CHECK_FALSE(written.micro.is_wanted());
    CHECK(written.micro.number_digits == built.micro.number_digits);
    CHECK(written.micro.names.numbered == built.micro.names.numbered);
    CHECK(written.micro.names.only == built.micro.names.only);
    CHECK(written.language == built.language);
    CHECK(written.names.numbered == built.names.numbered);
    CHECK(written.names.only == built.names.only);
    CHECK(written.fields.dedicated_name == built.fields.dedicated_name);
    CHECK(written.fields.code == built.fields.code);
    CHECK(written.fields.name == built.fields.name);
    CHECK(written.fields.households == built.fields.households);
    CHECK(written.fields.persons == built.fields.persons);
    CHECK(written.fields.site_x == built.fields.site_x);
    CHECK(written.fields.site_y == built.fields.site_y);
    CHECK(written.fields.site_wkt == built.fields.site_wkt);
    CHECK(written.fields.unit == built.fields.unit);
    CHECK(written.fields.site_id == built.fields.site_id);
    CHECK(written.fields.barrier_class == built.fields.barrier_class);
    CHECK(written.barriers.by_class == built.barriers.by_class);
    CHECK(written.barriers.other == built.barriers.other);
    // The file lists every class itself, so that nobody has to look for a default elsewhere.
    for (const auto& [name, factor] : built.barriers.by_class)
        CHECK(mentions(grid::builtin_profiles().at("default"), "\n" + name + " = "));
}

TEST_CASE("every built-in profile can be read and says that its figures are no standard's") {
    CHECK(grid::builtin_profiles().size() == 6);
    for (const auto& [name, text] : grid::builtin_profiles()) {
        CAPTURE(name);
        CHECK_NOTHROW((void)grid::load_profile(name));
        CHECK(mentions(text, "common practice and not quoted from a standard"));
    }
    const grid::Profile urban = grid::load_profile("urban");
    CHECK(urban.code.unit_digits == 12);
    CHECK(urban.names.pattern(false) == "{unit}第{zh}网格");
    CHECK(urban.names.pattern(true) == "{unit}网格");
    CHECK(grid::load_profile("census").target == 125);
}

TEST_CASE("a profile says where the numbers of dedicated grids begin, and that of an only grid") {
    const auto code = [](const std::string& text) { return grid::parse_profile("[codes]\n" + text, "f", "my").code; };
    CHECK(code("first_dedicated = 101").first_dedicated == 101);
    CHECK(code("first_dedicated = +10").dedicated_gap == 10);
    CHECK(code("first_dedicated = next").first_dedicated == 0);
    CHECK(code("only = 0").only_number == 0);
    CHECK(code("prefix = 010203").prefix == "010203");
    for (const char* const bad : {"first_dedicated = 1", "first_dedicated = 1000", "first_dedicated = +", "only = 1",
                                  "first_dedicated = -1", "prefix = x", "prefix = 1234567890123456789"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS((void)code(bad), grid::ConfigError);
    }
}

TEST_CASE("a profile keeps what it does not name, replaces lists and adds factors") {
    const grid::Profile profile = grid::parse_profile(
        "\xEF\xBB\xBF# comment\n[sizes]\ntarget = 350\n[fields]\ncode = 代码, My Code\n[barriers]\nWall=0.2\n", "f",
        "my");
    CHECK(profile.name == "my");
    CHECK(profile.target == 350);
    CHECK(profile.max == 500);
    CHECK(profile.fields.code == std::vector<std::string>{"代码", "My Code"});
    CHECK(profile.barriers.factor("WALL") == 0.2);
    CHECK(profile.barriers.factor("river") == 0.3);
}

TEST_CASE("a barrier factor is found without case, through _link, and has a default") {
    const grid::BarrierFactors factors;
    CHECK(factors.factor("Motorway_Link") == 0.35);
    CHECK(factors.factor(" river ") == 0.3);
    CHECK(factors.factor("") == factors.other);
    CHECK(factors.factor("fence") == factors.other);
    CHECK(factors.factor("_link") == factors.other);
}

TEST_CASE("a profile that is wrong is refused with file and key") {
    CHECK(message_of("[sizes]\ntargett = 4\n") == "my.profile: unknown key 'targett' in section [sizes]");
    CHECK(mentions(message_of("[size]\ntarget = 4\n"), "my.profile: unknown section"));
    CHECK(mentions(message_of("target = 4\n"), "outside a section: 'target'"));
    CHECK(mentions(message_of("[sizes]\ntarget = 4\ntarget = 5\n"), "my.profile: line 3"));
    CHECK(mentions(message_of("[sizes]\nnonsense\n"), "my.profile: line 2"));
    CHECK(mentions(message_of("[sizes]\ntarget = 4x\n"), "[sizes] target = '4x' is not a number"));
    CHECK(mentions(message_of("[sizes]\ntarget = -4\n"), "[sizes] target"));
    CHECK(mentions(message_of("[sizes]\ntarget = 99999999999999999999\n"), "[sizes] target"));
    CHECK(mentions(message_of("[sizes]\ntarget =\n"), "[sizes] target = ''"));
    CHECK(mentions(message_of("[sizes]\ntarget = 200\n"), "not in ascending order"));
    for (const char* const value : {"0", "1", "nan", "inf", "-0.1", "10 %"})
        CHECK(mentions(message_of(std::string("[sizes]\ntolerance = ") + value), "[sizes] tolerance"));
    CHECK(mentions(message_of("[codes]\nunit_code = some\n"), "[codes] unit_code"));
    CHECK(mentions(message_of("[codes]\ndigits = 0\n"), "[codes] digits"));
    CHECK(mentions(message_of("[codes]\narea_ranges = maybe\n"), "yes or no"));
    CHECK(mentions(message_of("[codes]\narea_ranges = yes\n"), "needs unit_code = 12"));
    CHECK(mentions(message_of("[names]\npattern = Grid\n"), "no place for the number"));
    CHECK(mentions(message_of("[names]\npattern = {n} {town}\n"), "{town}"));
    CHECK(mentions(message_of("[fields]\ncode = a,,b\n"), "[fields] code"));
    CHECK(mentions(message_of("[barriers]\nriver = 0\n"), "[barriers] river"));
    CHECK(mentions(message_of("[barriers]\nriver = 3\n"), "[barriers] river"));
    CHECK(mentions(message_of("[names]\npattern = \xB5\xDA{n}\n"), "not a text file in UTF-8"));
    CHECK(mentions(message_of(std::string("[sizes]\0", 8)), "not a text file in UTF-8"));
}

TEST_CASE("a profile's name is looked up in the folders given, then among the built-in ones, and a path is a file") {
    const Folder folder;
    folder.write("mine.profile", "[sizes]\ntarget = 333\n");
    folder.write("urban.profile", "[sizes]\ntarget = 334\n");
    folder.write("rural", "not a profile");
    CHECK(grid::load_profile("mine", {folder.path("nowhere"), folder.path()}).target == 333);
    CHECK(grid::load_profile("urban", {folder.path()}).target == 334);
    CHECK(grid::load_profile("urban").target == 400);
    CHECK(grid::load_profile("rural", {folder.path()}).target == 150);
    const grid::Profile from_file = grid::load_profile(folder.path("mine.profile"));
    CHECK(from_file.target == 333);
    CHECK(from_file.name == "mine");
    CHECK_THROWS_AS((void)grid::load_profile("nothing", {folder.path()}), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::load_profile(folder.path("nothing.profile")), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::load_profile(folder.path()), grid::ConfigError);
    CHECK_THROWS_AS((void)grid::load_profile(""), grid::ConfigError);
}

TEST_CASE("the minutes of events are by kind, whatever the kind is called") {
    const grid::Profile profile =
        grid::parse_profile("[events]\nnoise = 20\n纠纷 = 90.5\nother = 3\n", "my.profile", "my");
    CHECK(profile.work.event_min == decltype(profile.work.event_min){{"noise", 20}, {"纠纷", 90.5}});
    CHECK(profile.work.other_event_min == 3);
    CHECK(mentions(message_of("[events]\nnoise = -1\n"), "noise = '-1' is not a number from 0"));
    CHECK(mentions(message_of("[events]\nnoise = x\n"), "noise"));
    CHECK(mentions(message_of("[work]\nhours = 0\n"), "hours = '0' is not a number from 1"));
    CHECK(mentions(message_of("[work]\npart_time = 2\n"), "part_time = '2' is not a number from 0 to 1"));
}
