#include "tools/common/input_options.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "tools/common/common_options.hpp"
#include "tools/common/file_options.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <type_traits>

namespace grid::tools {

namespace po = boost::program_options;

namespace {

/// Options that belong to the input before them, by the option that opens an input.
const std::array<std::pair<const char*, std::vector<std::string>>, 5>& families() {
    static const std::array<std::pair<const char*, std::vector<std::string>>, 5> all = {{
        {"barriers", {"barriers-layer", "barriers-where", "barriers-datum", "hard-barriers"}},
        {"blocks", {"blocks-layer", "blocks-where", "blocks-datum"}},
        {"dedicated", {"dedicated-layer", "dedicated-where", "dedicated-datum"}},
        {"wishes", {"wishes-layer", "wishes-where", "wishes-datum"}},
        {"walk", {"walk-layer", "walk-where", "walk-datum"}},
    }};
    return all;
}

/// An option that may be repeated and whose place among others matters; its values come from ParsedOptions::ordered.
po::typed_value<std::vector<std::string>>* repeated(const char* name) {
    return po::value<std::vector<std::string>>()->value_name(name)->composing();
}

/// Sets one property of the input that was opened last; an input has each of them at most once.
template <typename Input>
void set_last(std::vector<Input>& inputs, const std::function<std::string&(Input&)>& member, const std::string& name,
              const std::string& opener, const std::string& value) {
    if (inputs.empty())
        throw ConfigError(msg("--{} belongs to the --{} before it, but there is none", name, opener), {},
                          msg("write --{} FILE --{} ...", opener, name));
    std::string& place = member(inputs.back());
    if (!place.empty()) throw ConfigError(msg("--{} occurs twice for --{} {}", name, opener, inputs.back().input.path));
    place = value;
}

/// InputOption alone, in the shape of the options that hold one.
struct AreaOption {
    InputOption input;
};

}  // namespace

LandOptions take_land_options(const std::vector<std::pair<std::string, std::string>>& ordered) {
    LandOptions o;
    std::vector<AreaOption> blocks;
    std::vector<AreaOption> dedicated;
    std::vector<AreaOption> wishes;
    std::vector<AreaOption> ways;
    for (const auto& [name, value] : ordered) {
        if (value.empty()) throw ConfigError(msg("--{} is empty", name));
        const auto set = [&name = name, &value = value](auto& inputs, const char* opener, const auto& own) {
            using Input = typename std::decay_t<decltype(inputs)>::value_type;
            if (name == opener) {
                inputs.push_back({});
                inputs.back().input.path = value;
            } else {
                const auto member = [&](Input& input) -> std::string& {
                    if (name.ends_with("-layer")) return input.input.layer;
                    if (name.ends_with("-where")) return input.input.where;
                    if (name.ends_with("-datum")) return input.input.datum;
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
            } else if (name.starts_with("walk")) {
                set(ways, "walk", where);
            } else if (name.starts_with("wishes")) {
                set(wishes, "wishes", where);
            } else {
                set(dedicated, "dedicated", where);
            }
        }
    }
    for (AreaOption& block : blocks)
        o.blocks.push_back(std::move(block.input));
    for (AreaOption& area : dedicated)
        o.dedicated.push_back(std::move(area.input));
    for (AreaOption& wish : wishes)
        o.wishes.push_back(std::move(wish.input));
    for (AreaOption& way : ways)
        o.ways.push_back(std::move(way.input));
    return o;
}

MapDatum datum_of(const InputOption& input) {
    if (input.datum.empty()) return MapDatum::unset;
    if (const auto datum = map_datum_of(input.datum)) return *datum;
    throw ConfigError(msg("a datum is wgs84, gcj02 or bd09, not '{}' (of {})", input.datum, input.path));
}

po::options_description option_group(const char* caption) {
    return {caption, help_width, help_width - 40};
}

po::typed_value<std::string>* text_value(std::string& variable, const char* name) {
    return po::value(&variable)->value_name(name);
}

void add_unit_rules(po::options_description& group, UnitRules& rules) {
    auto add = group.add_options();
    add("snap-units", po::value<double>(&rules.snap_m)->value_name("METRES")->default_value(rules.snap_m),
        "close gaps and overlaps between units, and slits, that are narrower than this");
    add("dissolve-units", po::bool_switch(&rules.dissolve), "features with one code are one unit");
    add("skip-faulty", po::bool_switch(&rules.skip_faulty),
        "leave out units with a code or with sizes that cannot be used");
}

void check_unit_rules(const UnitRules& rules, const InputOption& boundaries, bool made_of_cells) {
    constexpr double widest = 100;
    if (!(rules.snap_m >= 0 && rules.snap_m <= widest))
        throw ConfigError(msg("--snap-units must be from 0 to {} metres, not {}", widest, rules.snap_m));
    if (!boundaries.path.empty()) return;
    const std::pair<const char*, bool> given[] = {{"snap-units", rules.snap_m > 0},
                                                  {"dissolve-units", rules.dissolve},
                                                  {"skip-faulty", rules.skip_faulty && !made_of_cells}};
    for (const auto& [name, is_given] : given) {
        if (is_given) throw ConfigError(msg("--{} is given without boundaries", name));
    }
}

void add_count_inputs(po::options_description& group, InputOption& sites, InputOption& cells) {
    auto add = group.add_options();
    add("sites", input_file(sites.path), "households as points, buildings, or a raster of population");
    add("sites-layer", text_value(sites.layer, "NAME"), "layer of the sites");
    add("sites-where", text_value(sites.where, "SQL"), "only the sites that pass this filter");
    add("sites-datum", text_value(sites.datum, "NAME"), datum_help);
    add_cells_input(group, cells, "polygons with counts that cover the units, instead of sites");
}

void add_cells_input(po::options_description& group, InputOption& cells, const char* purpose) {
    auto add = group.add_options();
    add("cells", input_file(cells.path), purpose);
    add("cells-layer", text_value(cells.layer, "NAME"), "layer of the cells");
    add("cells-where", text_value(cells.where, "SQL"), "only the cells that pass this filter");
    add("cells-datum", text_value(cells.datum, "NAME"), datum_help);
}

void add_count_fields(po::options_description& group, std::string& households, std::string& persons,
                      std::string& workload) {
    auto add = group.add_options();
    add("households", text_value(households, "FIELD"), "households of a site or cell (default: by alias, else 1)");
    add("persons", text_value(persons, "FIELD"), "persons of a site or cell (default: by alias)");
    add("workload", text_value(workload, "EXPR"), "SQL expression over its fields (default: households)");
}

void add_place_columns(po::options_description& group, SiteColumns& columns) {
    auto add = group.add_options();
    add("sites-x", text_value(columns.x, "FIELD"), "of a table: longitude or easting of a site (default: by alias)");
    add("sites-y", text_value(columns.y, "FIELD"), "of a table: latitude or northing of a site (default: by alias)");
    add("sites-wkt", text_value(columns.wkt, "FIELD"), "of a table: geometry of a site as WKT (default: by alias)");
}

void add_site_columns(po::options_description& group, SiteColumns& columns) {
    add_place_columns(group, columns);
    auto add = group.add_options();
    add("household-id", text_value(columns.household_id, "FIELD"),
        "the sites are persons; those with the same value are a household");
}

void check_site_columns(const SiteColumns& columns, const InputOption& sites, const std::string& households,
                        const std::string& persons) {
    const std::pair<const char*, const std::string*> all[] = {{"sites-x", &columns.x},
                                                              {"sites-y", &columns.y},
                                                              {"sites-wkt", &columns.wkt},
                                                              {"household-id", &columns.household_id}};
    for (const auto& [name, value] : all) {
        if (sites.path.empty() && !value->empty()) throw ConfigError(msg("--{} is given without --sites", name));
    }
    if (!columns.wkt.empty() && !(columns.x + columns.y).empty())
        throw ConfigError(msg("--sites-wkt excludes --sites-x and --sites-y"), {},
                          msg("a site is either at two coordinates or a geometry"));
    if (!columns.household_id.empty() && !households.empty())
        throw ConfigError(msg("--household-id and --households exclude each other"), {},
                          msg("with --household-id each distinct value is one household"));
    if (!columns.household_id.empty() && !persons.empty())
        throw ConfigError(msg("--household-id and --persons exclude each other"), {},
                          msg("with --household-id each row is one person"));
}

void add_reading_options(po::options_description& group, std::string& input_crs, std::string& encoding) {
    auto add = group.add_options();
    add("input-crs", text_value(input_crs, "CRS"), "CRS of the inputs that do not say theirs (EPSG:n, WKT, PROJ)");
    add("encoding", text_value(encoding, "NAME"), "encoding of the inputs' text (default: as they say)");
}

namespace {

/// An input that may be repeated: --name FILE, and what belongs to it. `what`: its features.
void add_repeated_input(po::options_description& group, const std::string& name, const char* what,
                        const std::string& purpose) {
    const auto add = [&](const std::string& option, auto* value, const std::string& text) {
        group.add_options()(option.c_str(), value, text.c_str());
    };
    add(name, input_files(), purpose);
    add(name + "-layer", repeated("NAME"), fmt::format("layer of the --{} before it", name));
    add(name + "-where", repeated("SQL"),
        fmt::format("only the {} that pass this filter, of the --{} before it", what, name));
    add(name + "-datum", repeated("NAME"), fmt::format("their datum, of the --{} before it", name));
}

}  // namespace

void add_barrier_lines(po::options_description& group, const char* purpose) {
    add_repeated_input(group, "barriers", mark("lines"), purpose);
}

void add_hard_barriers(po::options_description& group, const char* purpose) {
    group.add_options()("hard-barriers", repeated("SQL"), purpose);
}

void add_land_options(po::options_description& group) {
    add_barrier_lines(group, "lines that borders should follow; repeatable");
    add_hard_barriers(group, "lines that no grid should span, of the --barriers before it");
    add_repeated_input(group, "blocks", mark("polygons"), "polygons that no border may cut; repeatable");
    add_repeated_input(group, "dedicated", mark("areas"), "areas that become grids of their own; repeatable");
}

void add_wish_options(po::options_description& group) {
    add_repeated_input(group, "wishes", mark("wishes"),
                       "what the plan is asked for at places: locks, together, apart, ...; repeatable");
}

void add_way_options(po::options_description& group) {
    add_repeated_input(group, "walk", mark("lines"),
                       "lines that people walk along; repeatable (default: barriers that can be)");
}

void check_day(const char* option, const std::string& date) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    char after = 0;
    const int read = std::sscanf(date.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &after);
    const std::chrono::year_month_day known{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (date.empty() || (read == 3 && date.size() == 10 && known.ok())) return;
    throw ConfigError(msg("--{} is a day as YYYY-MM-DD, not '{}'", option, date));
}

void add_land_order(OptionSet& options) {
    for (const auto& [opener, followers] : families()) {
        std::vector<std::string> all = followers;
        all.emplace_back(opener);
        options.ordered.insert(all.begin(), all.end());
        for (const std::string& name : all)
            options.rivals[name] = all;
    }
}

}  // namespace grid::tools
