#include "tools/gridify/options.hpp"

#include "libgrid/core/error.hpp"
#include "tools/gridify/option_checks.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <functional>
#include <sstream>
#include <system_error>
#include <type_traits>
#include <utility>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

/// Options that belong to the input before them, by the option that opens an input.
const std::array<std::pair<const char*, std::vector<std::string>>, 3>& families() {
    static const std::array<std::pair<const char*, std::vector<std::string>>, 3> all = {{
        {"barriers", {"barriers-layer", "barriers-where", "hard-barriers"}},
        {"blocks", {"blocks-layer", "blocks-where"}},
        {"dedicated", {"dedicated-layer", "dedicated-where"}},
    }};
    return all;
}

po::options_description group_of(const char* caption) {
    return {caption, help_width, help_width - 40};
}

po::typed_value<std::string>* text(std::string& variable, const char* name) {
    return po::value(&variable)->value_name(name);
}

/// An option that may be repeated and whose place among others matters; its values come from ParsedOptions::ordered.
po::typed_value<std::vector<std::string>>* repeated(const char* name) {
    return po::value<std::vector<std::string>>()->value_name(name)->composing();
}

Effort effort_of(const std::string& name) {
    if (name == "fast") return Effort::fast;
    if (name == "normal") return Effort::normal;
    if (name == "best") return Effort::best;
    throw ConfigError(fmt::format("--effort is fast, normal or best, not '{}'", name));
}

std::string effort_name(Effort effort) {
    return effort == Effort::fast ? "fast" : effort == Effort::normal ? "normal" : "best";
}

Shard shard_of(const std::string& text) {
    constexpr std::int64_t most = 1'000'000;
    const char* const end = text.data() + text.size();
    Shard shard;
    const auto number = std::from_chars(text.data(), end, shard.number);
    if (number.ec == std::errc() && number.ptr != end && *number.ptr == '/') {
        const auto count = std::from_chars(number.ptr + 1, end, shard.count);
        const bool is_read = count.ec == std::errc() && count.ptr == end;
        if (is_read && 1 <= shard.number && shard.number <= shard.count && shard.count <= most) return shard;
    }
    throw ConfigError(fmt::format("--shard is I/N with 1 <= I <= N <= {}, not '{}'", most, text), {},
                      "the first of four shards is 1/4");
}

po::options_description input_group(GridifyOptions& o) {
    po::options_description group = group_of("Inputs");
    auto add = group.add_options();
    add("boundaries", text(o.boundaries.path, "FILE"), "polygons of the units; also as the word without an option");
    add("layer", text(o.boundaries.layer, "NAME"), "layer of the boundaries (default: the only one)");
    add("where", text(o.boundaries.where, "SQL"), "only the units that pass this filter");
    add("code-field", text(o.code_field, "FIELD"), "code of the unit (default: by alias, see --profile)");
    add("name-field", text(o.name_field, "FIELD"), "name of the unit (default: by alias)");
    add("sites", text(o.sites.path, "FILE"), "households as points, buildings, or a raster of population");
    add("sites-layer", text(o.sites.layer, "NAME"), "layer of the sites");
    add("sites-where", text(o.sites.where, "SQL"), "only the sites that pass this filter");
    add("cells", text(o.cells.path, "FILE"), "polygons with counts that cover the units, instead of sites");
    add("cells-layer", text(o.cells.layer, "NAME"), "layer of the cells");
    add("cells-where", text(o.cells.where, "SQL"), "only the cells that pass this filter");
    add("unit-field", text(o.unit_field, "FIELD"), "without boundaries: the unit that a cell belongs to");
    add("households", text(o.households, "FIELD"), "households of a site or cell (default: by alias, else 1)");
    add("persons", text(o.persons, "FIELD"), "persons of a site or cell (default: by alias)");
    add("workload", text(o.workload, "EXPR"), "SQL expression over the fields (default: households)");
    add("site-reach", po::value<double>(&o.site_reach)->value_name("METRES")->default_value(o.site_reach),
        "a site in no unit goes to the nearest unit within this distance");
    add("site-id", text(o.site_id, "FIELD"), "identifier written by --assignments (default: by alias)");
    add("barriers", repeated("FILE"), "lines that borders should follow; repeatable");
    add("barriers-layer", repeated("NAME"), "layer of the --barriers before it");
    add("barriers-where", repeated("SQL"), "only the lines that pass this filter, of the --barriers before it");
    add("hard-barriers", repeated("SQL"), "lines that no grid should span, of the --barriers before it");
    add("blocks", repeated("FILE"), "polygons that no border may cut; repeatable");
    add("blocks-layer", repeated("NAME"), "layer of the --blocks before it");
    add("blocks-where", repeated("SQL"), "only the polygons that pass this filter, of the --blocks before it");
    add("dedicated", repeated("FILE"), "areas that become grids of their own; repeatable");
    add("dedicated-layer", repeated("NAME"), "layer of the --dedicated before it");
    add("dedicated-where", repeated("SQL"), "only the areas that pass this filter, of the --dedicated before it");
    add("input-crs", text(o.input_crs, "CRS"), "CRS of the inputs that do not say theirs (EPSG:n, WKT, PROJ)");
    add("encoding", text(o.encoding, "NAME"), "encoding of the inputs' text (default: as they say)");
    return group;
}

po::options_description size_group(GridifyOptions& o) {
    const Profile profile;
    const auto by_profile = [](auto value) { return fmt::format("(default: as the profile says, {})", value); };
    po::options_description group = group_of("Sizes and codes");
    const auto add = [&group](const char* name, const po::value_semantic* value, const std::string& help) {
        group.add_options()(name, value, help.c_str());
    };
    add("target", optional_value(o.target, "N"), "households in a grid " + by_profile(profile.target));
    add("min", optional_value(o.min, "N"), "households at least " + by_profile(profile.min));
    add("max", optional_value(o.max, "N"), "households at most " + by_profile(profile.max));
    add("grids", optional_value(o.grids, "K"), "grids in all, instead of --target, --min and --max");
    add("tolerance", optional_value(o.tolerance, "R"),
        "deviation of households from the mean " + by_profile(profile.tolerance));
    add("workload-tolerance", optional_value(o.workload_tolerance, "R"),
        "deviation of workload " + by_profile(profile.workload_tolerance));
    add("profile", po::value(&o.profile)->default_value(o.profile)->value_name("NAME|FILE"),
        "sizes, codes, names, aliases: default, urban, rural, census");
    add("effort",
        po::value<std::string>()
            ->default_value(effort_name(o.effort))
            ->value_name("NAME")
            ->notifier([&o](const std::string& name) { o.effort = effort_of(name); }),
        "how long to search: fast, normal, best");
    add("shard", po::value<std::string>()->value_name("I/N")->notifier([&o](const std::string& shard) {
        o.shard = shard_of(shard);
    }),
        "divide only the units of shard I of N, chosen by their codes");
    return group;
}

po::options_description output_group(GridifyOptions& o) {
    po::options_description group = group_of("Output");
    auto add = group.add_options();
    add("output,o", text(o.output, "FILE"), "the grid layer");
    add("output-format,f", text(o.output_format, "NAME"),
        "GPKG, ESRI Shapefile, GeoJSON, FlatGeobuf (default: by name)");
    add("overwrite,O", po::bool_switch(&o.overwrite), "replace existing output");
    add("output-crs", text(o.output_crs, "CRS"), "CRS of the grids (default: that of the boundaries or cells)");
    add("assignments", text(o.assignments, "FILE"), "write which site or cell is in which grid (CSV)");
    add("report", text(o.report, "FILE"), "write the report, as .json or .txt");
    return group;
}

OptionSet option_set(GridifyOptions& options) {
    OptionSet set{po::options_description(help_width, help_width - 40), "boundaries", {}, {}};
    set.groups.add(input_group(options)).add(size_group(options)).add(output_group(options));
    set.groups.add(common_group(options.common));
    for (const auto& [opener, followers] : families()) {
        std::vector<std::string> all = followers;
        all.emplace_back(opener);
        set.ordered.insert(all.begin(), all.end());
        for (const std::string& name : all)
            set.rivals[name] = all;
    }
    set.rivals["grids"] = {"target", "min", "max"};
    for (const char* const name : {"target", "min", "max"})
        set.rivals[name] = {"grids"};
    add_common_rivals(set);
    return set;
}

/// Sets one property of the input that was opened last; an input has each of them at most once.
template <typename Input>
void set_last(std::vector<Input>& inputs, const std::function<std::string&(Input&)>& member, const std::string& name,
              const std::string& opener, const std::string& value) {
    if (inputs.empty())
        throw ConfigError(fmt::format("--{} belongs to the --{} before it, but there is none", name, opener), {},
                          fmt::format("write --{} FILE --{} ...", opener, name));
    std::string& place = member(inputs.back());
    if (!place.empty())
        throw ConfigError(fmt::format("--{} occurs twice for --{} {}", name, opener, inputs.back().input.path));
    place = value;
}

/// InputOption alone, in the shape of the options that hold one.
struct AreaOption {
    InputOption input;
};

void assign_ordered(const std::vector<std::pair<std::string, std::string>>& ordered, GridifyOptions& o) {
    std::vector<AreaOption> blocks;
    std::vector<AreaOption> dedicated;
    for (const auto& [name, value] : ordered) {
        if (value.empty()) throw ConfigError(fmt::format("--{} is empty", name));
        const auto set = [&name = name, &value = value](auto& inputs, const char* opener, const auto& own) {
            using Input = typename std::decay_t<decltype(inputs)>::value_type;
            if (name == opener) {
                inputs.push_back({});
                inputs.back().input.path = value;
            } else {
                const auto member = [&](Input& input) -> std::string& {
                    if (name.ends_with("-layer")) return input.input.layer;
                    if (name.ends_with("-where")) return input.input.where;
                    return own(input);
                };
                set_last<Input>(inputs, member, name, opener, value);
            }
        };
        if (name.starts_with("barriers") || name == "hard-barriers") {
            set(o.barriers, "barriers", [](BarrierOption& barrier) -> std::string& { return barrier.hard_where; });
        } else {
            const auto where = [](AreaOption& area) -> std::string& { return area.input.where; };
            if (name.starts_with("blocks")) {
                set(blocks, "blocks", where);
            } else {
                set(dedicated, "dedicated", where);
            }
        }
    }
    for (AreaOption& block : blocks)
        o.blocks.push_back(std::move(block.input));
    for (AreaOption& area : dedicated)
        o.dedicated.push_back(std::move(area.input));
}

}  // namespace

Request parse_gridify_options(int argc, const char* const* argv, GridifyOptions& options) {
    GridifyOptions fresh;
    const ParsedOptions parsed = parse_options(argc, argv, option_set(fresh));
    if (parsed.request != Request::run) return parsed.request;
    take_switches(parsed, fresh.common);
    assign_ordered(parsed.ordered, fresh);
    check_options(fresh);
    options = std::move(fresh);
    return Request::run;
}

std::string gridify_help() {
    GridifyOptions options;
    std::ostringstream help;
    help << "Usage: gridify [options] BOUNDARIES --sites FILE -o OUTPUT\n"
            "       gridify [options] BOUNDARIES --cells FILE -o OUTPUT\n"
            "       gridify [options] --cells FILE --unit-field FIELD -o OUTPUT\n\n"
            "Divides administrative units into grids balanced by households and workload.\n"
         << option_set(options).groups
         << "\nExit code: 0 done; 1 done, with findings; 2 bad command line or configuration; 3 could not do it.\n";
    return help.str();
}

}  // namespace grid::tools
