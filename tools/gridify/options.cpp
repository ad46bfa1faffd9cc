#include "tools/gridify/options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/partition/effort_name.hpp"
#include "tools/common/file_options.hpp"
#include "tools/common/shard_option.hpp"
#include "tools/common/usage.hpp"
#include "tools/gridify/option_checks.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

std::pair<std::int64_t, std::int64_t> keep_range_of(const std::string& text) {
    constexpr std::int64_t most = 1'000'000'000;
    const auto range = two_numbers(text, "..");
    if (range && 0 <= range->first && range->first <= range->second && range->second <= most) return *range;
    throw ConfigError(msg("--keep-range is MIN..MAX with 0 <= MIN <= MAX <= {}, not '{}'", most, text), {},
                      msg("for example 270..550"));
}

/// TARGET or TARGET,MIN,MAX.
MicroOption micro_of(const std::string& text) {
    constexpr std::int64_t most = 1'000'000'000;
    std::vector<std::int64_t> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (bool more = true; more;) {
        const auto [stop, error] = std::from_chars(at, end, numbers.emplace_back());
        more = error == std::errc() && stop != end && *stop == ',';
        at = more ? stop + 1 : stop;
        if (error != std::errc()) numbers.clear();
    }
    MicroOption micro;
    if (at == end && numbers.size() == 1)
        micro.target = numbers[0];
    else if (at == end && numbers.size() == 3)
        micro = {numbers[0], numbers[1], numbers[2]};
    const bool is_ascending = 0 <= micro.min.value_or(0) && micro.min.value_or(0) <= micro.target &&
                              micro.target <= micro.max.value_or(most) && micro.max.value_or(most) <= most;
    if (micro.target >= 1 && is_ascending) return micro;
    throw ConfigError(msg("--micro is TARGET or TARGET,MIN,MAX households with MIN <= TARGET <= MAX, not '{}'", text),
                      {}, msg("for example 50 or 50,30,80"));
}

OutlineRule outline_of(const std::string& text) {
    OutlineRule rule;
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    rule.is_hull = name == "hull";
    bool is_known = rule.is_hull || name == "buffer";
    if (equals != std::string::npos) {
        const char* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + equals + 1, end, rule.reach_m);
        is_known = is_known && read.ec == std::errc() && read.ptr == end && rule.reach_m >= 1 && rule.reach_m <= 10'000;
    }
    if (is_known) return rule;
    throw ConfigError(msg("--outline is hull or buffer, with =METRES from 1 to 10000 if wanted, not '{}'", text), {},
                      msg("for example buffer=50"));
}

/// Codes with commas between them.
std::vector<std::string> codes_of(const std::string& text) {
    std::vector<std::string> codes;
    std::istringstream words(text);
    for (std::string word; std::getline(words, word, ',');) {
        const std::size_t first = word.find_first_not_of(' ');
        if (first != std::string::npos) codes.push_back(word.substr(first, word.find_last_not_of(' ') - first + 1));
    }
    if (!codes.empty()) return codes;
    throw ConfigError(msg("--units has no code"), {}, msg("write --units CODE,CODE, with the codes of --code-field"));
}

po::options_description input_group(GridifyOptions& o) {
    po::options_description group = option_group("Inputs");
    auto add = group.add_options();
    add("boundaries", input_file(o.boundaries.path), "polygons of the units; also as the word without an option");
    add("layer", text_value(o.boundaries.layer, "NAME"), "layer of the boundaries (default: the only one)");
    add("where", text_value(o.boundaries.where, "SQL"), "only the units that pass this filter");
    add("units", po::value<std::string>()->value_name("CODE,...")->notifier([&o](const std::string& codes) {
        o.units = codes_of(codes);
    }),
        "only the units with these codes");
    add("boundaries-datum", text_value(o.boundaries.datum, "NAME"), datum_help);
    add("outline", po::value<std::string>()->value_name("RULE")->notifier([&o](const std::string& rule) {
        o.outline = outline_of(rule);
    }),
        "without boundaries: one unit around the sites, hull or buffer, or with metres hull=M, buffer=M");
    add("code-field", text_value(o.code_field, "FIELD"), "code of the unit (default: by alias, see --profile)");
    add("name-field", text_value(o.name_field, "FIELD"), "name of the unit (default: by alias)");
    add_unit_rules(group, o.unit_rules);
    add_count_inputs(group, o.sites, o.cells);
    add_site_columns(group, o.site_columns);
    add("unit-field", text_value(o.unit_field, "FIELD"), "without boundaries: the unit that a cell belongs to");
    add_count_fields(group, o.households, o.persons, o.workload);
    add("site-reach", po::value<double>(&o.site_reach)->value_name("METRES")->default_value(o.site_reach),
        "a site in no unit goes to the nearest unit within this distance");
    add("site-id", text_value(o.site_id, "FIELD"), "identifier written by --assignments (default: by alias)");
    add_land_options(group);
    add("dedicated-name-field", text_value(o.dedicated_name, "FIELD"), "name of a dedicated area (default: by alias)");
    add_wish_options(group);
    add_work_options(group, o.work);
    add_event_options(group, o.work.events);
    add("snap", po::value<double>(&o.snap)->value_name("METRES")->default_value(o.snap, fmt::format("{}", o.snap)),
        "lines so near to a boundary, or to each other, are one");
    add_reading_options(group, o.input_crs, o.encoding);
    return group;
}

po::options_description previous_group(GridifyOptions& o) {
    po::options_description group = option_group("Grids that are there already");
    auto add = group.add_options();
    add("previous", input_file(o.previous.path), "change these grids as little as the limits allow");
    add("previous-layer", text_value(o.previous.layer, "NAME"), "layer of them (default: grids, or the only one)");
    add("previous-code", text_value(o.previous_code, "FIELD"), "code of a previous grid (default: grid_code)");
    add("previous-unit", text_value(o.previous_unit, "FIELD"), "code of its unit (default: unit_code)");
    add("plan", input_file(o.plan.path), "take this plan over instead of making one: polygons, or a table");
    add("plan-layer", text_value(o.plan.layer, "NAME"), "layer of it (default: grids, or the only one)");
    add("plan-where", text_value(o.plan.where, "SQL"), "only the grids of the plan that pass this filter");
    add("plan-datum", text_value(o.plan.datum, "NAME"), datum_help);
    add("plan-field", text_value(o.plan_field, "FIELD"), "what says which grid it is (default: grid_code)");
    add("plan-snap", po::value<double>(&o.plan_snap)->value_name("METRES")->default_value(o.plan_snap),
        "its borders are put onto barriers and boundaries so near");
    add("improve", po::bool_switch(&o.improve), "start the search from the plan");
    add("complete", po::bool_switch(&o.complete),
        "with --units or --where: put the grids of all other units into the output, as they were");
    add("renumber", po::bool_switch(&o.renumber),
        "new codes from the north-west in units whose numbers do not run from there");
    add("valid-from", text_value(o.valid_from, "DATE"), "day from which changed grids are valid: YYYY-MM-DD");
    add("unit-map", input_file(o.unit_map), "table of units with old_code and new_code");
    add("used-codes", input_file(o.used_codes.path), "table or layer of codes that are not to be given again");
    add("used-codes-layer", text_value(o.used_codes.layer, "NAME"), "layer of them (default: grids, or the only one)");
    add("used-codes-field", text_value(o.used_codes_field, "FIELD"),
        "field of them (default: grid_code or old_code, or the only one)");
    add("stability", po::value<double>(&o.stability)->value_name("S")->default_value(o.stability),
        "0: only the codes stay; 1: as few households as possible move");
    add("keep-range", po::value<std::string>()->value_name("MIN..MAX")->notifier([&o](const std::string& range) {
        o.keep_range = keep_range_of(range);
    }),
        "a unit whose grids have so many households stays as it is");
    return group;
}

po::options_description size_group(GridifyOptions& o) {
    po::options_description group = option_group("Sizes and codes");
    add_size_options(group, o.target, o.min, o.max);
    const Profile profile;
    auto add = group.add_options();
    add("grids", optional_value(o.grids, "K"), "grids in all, instead of --target, --min and --max");
    add("unit-grids", text_value(o.unit_sizes.grids, "FIELD"), "field of the boundaries: grids of this unit");
    add("unit-target", text_value(o.unit_sizes.target, "FIELD"), "field of the boundaries: --target of this unit");
    add("unit-min", text_value(o.unit_sizes.min, "FIELD"), "field of the boundaries: --min of this unit");
    add("unit-max", text_value(o.unit_sizes.max, "FIELD"), "field of the boundaries: --max of this unit");
    add("tolerance", optional_value(o.tolerance, "R"),
        by_profile("deviation of households from the mean", profile.tolerance).c_str());
    add("workload-tolerance", optional_value(o.workload_tolerance, "R"),
        by_profile("deviation of workload", profile.workload_tolerance).c_str());
    add("evenness", optional_value(o.evenness, "R"),
        by_profile("share of its border that a grid gives to be at the mean", profile.evenness).c_str());
    add("max-radius", optional_value(o.max_radius, "METRES"),
        "no site farther from the centre of the households of its grid");
    add("micro", po::value<std::string>()->value_name("TARGET[,MIN,MAX]")->notifier([&o](const std::string& sizes) {
        o.micro = micro_of(sizes);
    }),
        "divide each grid again, into micro-grids of so many households: layer micro");
    add("micro-name-field", text_value(o.micro_name, "FIELD"),
        "name of a site or cell that is a micro-grid (default: by alias)");
    add("profile", input_file(o.profile, "NAME|FILE")->default_value(o.profile),
        "sizes, codes, names, aliases: default, urban, rural, census, db11t-2157, cjt-349");
    add("effort",
        po::value<std::string>()
            ->default_value(effort_name(o.effort))
            ->value_name("NAME")
            ->notifier([&o](const std::string& name) { o.effort = effort_of_name(name); }),
        "how long to search: fast, normal, best");
    add("tries", po::value<std::int32_t>(&o.tries)->value_name("N")->default_value(o.tries),
        "divide each unit with so many seeds, and take the best");
    add("shard", po::value<std::string>()->value_name("I/N")->notifier([&o](const std::string& shard) {
        o.shard = shard_of(shard);
    }),
        "divide only the units of shard I of N, chosen by their codes");
    return group;
}

/// A number of workers, or the field of the boundaries that has it.
void take_workers(GridifyOptions& o, const std::string& text) {
    const char* const end = text.data() + text.size();
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end)
        o.workers = number;
    else
        o.unit_sizes.workers = text;
}

po::options_description staff_group(GridifyOptions& o) {
    const WorkProfile profile;
    po::options_description group = option_group("Staff");
    auto add = group.add_options();
    add("target-hours", optional_value(o.target_hours, "H"), "hours a month in a grid, instead of --target");
    add("hours", optional_value(o.hours, "H"), by_profile("hours a month of a worker", profile.hours).c_str());
    add("part-time", optional_value(o.part_time, "SHARE"),
        by_profile("share of them that a part-timer works, 0: none", profile.part_time).c_str());
    add("workers", po::value<std::string>()->value_name("N|FIELD")->notifier([&o](const std::string& text) {
        take_workers(o, text);
    }),
        "so many workers in all, or a field of the boundaries with those of a unit");
    add("staff", output_file(o.staff), "write the workers of each grid (CSV, XLSX)");
    add("staff-areas", output_file(o.staff_areas), "write the workers of each unit, town, county ... (CSV, XLSX)");
    return group;
}

po::options_description sweep_group(GridifyOptions& o) {
    po::options_description group = option_group("Several values side by side");
    auto add = group.add_options();
    add("sweep", po::value<std::string>()->value_name("NAME=VALUES")->notifier([&o](const std::string& text) {
        o.sweep = sweep_of(text);
    }),
        "no layer, but a table: target, grids, tolerance, hours or workers = FROM..TO/STEP or a list");
    add("count-only", po::bool_switch(&o.count_only),
        "only count grids by the households of the units, divide nothing");
    add("chart", output_file(o.chart), "write the table of a sweep as a page with charts (HTML)");
    return group;
}

po::options_description output_group(GridifyOptions& o) {
    po::options_description group = option_group("Output");
    add_grid_output(group, o.output);
    auto add = group.add_options();
    add("output-crs", text_value(o.output_crs, "CRS"), "CRS of the grids (default: that of the boundaries or cells)");
    add("assignments", output_file(o.assignments), "write which site or cell is in which grid (CSV)");
    add("improvements", output_file(o.improvements),
        "write which cells would better be in the grid beside them (CSV, or a layer)");
    add("report", output_file(o.report), "write the report, as .json or .txt");
    return group;
}

OptionSet option_set(GridifyOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "boundaries", {}, {}};
    set.groups.add(input_group(options))
        .add(previous_group(options))
        .add(size_group(options))
        .add(staff_group(options))
        .add(sweep_group(options))
        .add(output_group(options));
    set.groups.add(common_group(options.common));
    add_land_order(set);
    set.rivals["grids"] = {"target", "min", "max", "unit-grids", "unit-target", "unit-min", "unit-max", "target-hours"};
    for (const std::string& name : std::vector<std::string>(set.rivals["grids"]))
        set.rivals[name] = {"grids"};
    for (const char* const name : {"target", "min", "max", "unit-grids", "unit-target", "unit-min", "unit-max"}) {
        set.rivals[name].emplace_back("target-hours");
        set.rivals["target-hours"].emplace_back(name);
    }
    add_common_rivals(set);
    return set;
}

}  // namespace

Request parse_gridify_options(int argc, const char* const* argv, GridifyOptions& options) {
    GridifyOptions fresh;
    const ParsedOptions parsed = parse_options(argc, argv, option_set(fresh));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, fresh.common);
    LandOptions land = take_land_options(parsed.ordered);
    fresh.barriers = std::move(land.barriers);
    fresh.blocks = std::move(land.blocks);
    fresh.dedicated = std::move(land.dedicated);
    fresh.wishes = std::move(land.wishes);
    fresh.ways = std::move(land.ways);
    check_options(fresh);
    if (!fresh.sweep) fresh.output_crs = crs_for(fresh.output, fresh.output_crs);
    options = std::move(fresh);
    return Request::run;
}

std::string gridify_help() {
    GridifyOptions options;
    std::ostringstream help;
    help << "Usage: gridify [options] BOUNDARIES --sites FILE -o OUTPUT\n"
            "       gridify [options] BOUNDARIES --cells FILE -o OUTPUT\n"
            "       gridify [options] --cells FILE --unit-field FIELD -o OUTPUT\n"
            "       gridify [options] BOUNDARIES --sites FILE --sweep NAME=VALUES [-o TABLE] [--chart PAGE]\n\n"
         << mark("Divides administrative units into grids balanced by households and workload.") << "\n"
         << option_set(options).groups << "\n"
         << done_codes << "\n";
    return help.str();
}

std::string gridify_usage() {
    GridifyOptions options;
    return usage_json("gridify", option_set(options));
}

}  // namespace grid::tools
