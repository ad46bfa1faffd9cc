#include "tools/gridify/option_checks.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/export/titles.hpp"

#include <utility>

namespace grid::tools {

namespace {

constexpr std::int64_t most_households = 1'000'000'000;  // products of two fit 64 bits

void check_number(const char* name, const std::optional<std::int64_t>& value, std::int64_t least, std::int64_t most) {
    if (!value || (*value >= least && *value <= most)) return;
    throw ConfigError(msg("--{} must be from {} to {}, not {}", name, least, most, *value));
}

void check_ratio(const char* name, const std::optional<double>& value) {
    if (!value || (*value > 0 && *value < 1)) return;
    throw ConfigError(msg("--{} must be between 0 and 1, not {}", name, *value), {}, msg("10 % is written 0.1"));
}

void check_outline(const GridifyOptions& o) {
    if (!o.boundaries.path.empty() || !o.cells.path.empty())
        throw ConfigError(msg("--outline is for sites without boundaries"), {}, msg("leave out one of them"));
    if (o.sites.path.empty()) throw ConfigError(msg("--outline is given without --sites"));
}

void check_inputs(const GridifyOptions& o) {
    const bool units = !o.boundaries.path.empty();
    const bool sites = !o.sites.path.empty();
    const bool cells = !o.cells.path.empty();
    if (sites && cells)
        throw ConfigError(msg("--sites and --cells exclude each other"), {},
                          msg("counts come either on sites or on cells"));
    if (o.outline) return check_outline(o);
    if (!units && !cells)
        throw ConfigError(msg("there are no boundaries"), {},
                          sites ? msg("give a file of boundaries, or let --outline make one unit around the sites")
                                : msg("give a file of boundaries, or --cells with --unit-field"));
    if (units && !sites && !cells)
        throw ConfigError(msg("there is nothing to balance"), {}, msg("give --sites or --cells"));
    if (!units && o.unit_field.empty())
        throw ConfigError(msg("--cells without boundaries needs --unit-field"), {},
                          msg("name the field that says which unit a cell belongs to, or give boundaries"));
    if (units && !o.unit_field.empty())
        throw ConfigError(msg("--unit-field is for --cells without boundaries"), {}, msg("leave out one of them"));
}

/// A plan that is taken over leaves nothing to be searched for.
void check_plan(const GridifyOptions& o) {
    if (!(o.plan_snap >= 0 && o.plan_snap <= 100))
        throw ConfigError(msg("--plan-snap must be from 0 to 100 metres, not {}", o.plan_snap));
    if (o.plan.path.empty() || o.improve) return;
    const std::pair<const char*, bool> searched[] = {
        {"wishes", !o.wishes.empty()}, {"grids", o.grids.has_value()}, {"unit-grids", !o.unit_sizes.grids.empty()}};
    for (const auto& [name, given] : searched) {
        if (!given) continue;
        throw ConfigError(msg("--{} is for plans that are made, and --plan takes one over", name), {},
                          msg("with --improve the plan is where the search starts"));
    }
}

/// Options that say what becomes of grids that are there.
void check_grids_before(const GridifyOptions& o) {
    const bool has_grids = !o.previous.path.empty() || !o.plan.path.empty();
    if (o.renumber && !has_grids)
        throw ConfigError(msg("--renumber is given without --previous or --plan"), {},
                          msg("grids without codes are numbered from the north-west as ever"));
    if (!o.complete) return;
    if (!has_grids) throw ConfigError(msg("--complete is given without --previous or --plan"));
    const std::string& filter = o.boundaries.path.empty() ? o.cells.where : o.boundaries.where;
    if (o.units.empty() && filter.empty())
        throw ConfigError(msg("--complete is given without --units or a filter"), {},
                          msg("without them all units are divided, and the output is the whole layer"));
    if (!o.shard.is_whole())
        throw ConfigError(msg("--complete and --shard exclude each other"), {},
                          msg("gridmerge puts the shards over the previous layer with --replace"));
}

/// Options that say something of an input that is not there.
void check_belongings(const GridifyOptions& o) {
    const std::pair<const char*, bool> units[] = {{"layer", !o.boundaries.layer.empty()},
                                                  {"where", !o.boundaries.where.empty()},
                                                  {"boundaries-datum", !o.boundaries.datum.empty()},
                                                  {"code-field", !o.code_field.empty()},
                                                  {"unit-grids", !o.unit_sizes.grids.empty()},
                                                  {"unit-target", !o.unit_sizes.target.empty()},
                                                  {"unit-min", !o.unit_sizes.min.empty()},
                                                  {"unit-max", !o.unit_sizes.max.empty()},
                                                  {"workers FIELD", !o.unit_sizes.workers.empty()}};
    const std::pair<const char*, bool> sites[] = {{"sites-layer", !o.sites.layer.empty()},
                                                  {"sites-where", !o.sites.where.empty()},
                                                  {"sites-datum", !o.sites.datum.empty()}};
    const std::pair<const char*, bool> cells[] = {{"cells-layer", !o.cells.layer.empty()},
                                                  {"cells-where", !o.cells.where.empty()},
                                                  {"cells-datum", !o.cells.datum.empty()}};
    const auto check = [](const auto& options, const std::string& path, const Message& owner) {
        if (!path.empty()) return;
        for (const auto& [name, given] : options) {
            if (given) throw ConfigError(msg("--{} is given without {}", name, owner));
        }
    };
    check(units, o.boundaries.path, msg("boundaries"));
    check_unit_rules(o.unit_rules, o.boundaries, !o.cells.path.empty());
    check(sites, o.sites.path, "--sites");
    check(cells, o.cells.path, "--cells");
    check_site_columns(o.site_columns, o.sites, o.households, o.persons);
    if (!o.site_columns.household_id.empty() && !o.site_id.empty())
        throw ConfigError(msg("--household-id and --site-id exclude each other"), {},
                          msg("with --household-id the assignments name the households"));
    const std::pair<const char*, bool> previous[] = {{"previous-layer", !o.previous.layer.empty()},
                                                     {"previous-code", !o.previous_code.empty()},
                                                     {"previous-unit", !o.previous_unit.empty()},
                                                     {"unit-map", !o.unit_map.empty()},
                                                     {"keep-range", o.keep_range.has_value()}};
    check(previous, o.previous.path, "--previous");
    if (!o.dedicated_name.empty() && o.dedicated.empty())
        throw ConfigError(msg("--dedicated-name-field is given without --dedicated"));
    if (o.stability != GridifyOptions{}.stability && o.previous.path.empty() && !o.improve)
        throw ConfigError(msg("--stability is given without --previous or --improve"));
    const std::pair<const char*, bool> plan[] = {
        {"plan-layer", !o.plan.layer.empty()}, {"plan-where", !o.plan.where.empty()},
        {"plan-datum", !o.plan.datum.empty()}, {"plan-field", !o.plan_field.empty()},
        {"plan-snap", o.plan_snap != 0},       {"improve", o.improve}};
    check(plan, o.plan.path, "--plan");
    check_plan(o);
    check_grids_before(o);
    const std::pair<const char*, bool> used_codes[] = {{"used-codes-layer", !o.used_codes.layer.empty()},
                                                       {"used-codes-field", !o.used_codes_field.empty()}};
    check(used_codes, o.used_codes.path, "--used-codes");
    if (!(o.stability >= 0 && o.stability <= 1))
        throw ConfigError(msg("--stability must be from 0 to 1, not {}", o.stability));
}

void check_sizes(const GridifyOptions& o) {
    check_number("target", o.target, 1, most_households);
    check_number("min", o.min, 0, most_households);
    check_number("max", o.max, 1, most_households);
    check_number("grids", o.grids, 1, 1'000'000'000);
    check_number("tries", o.tries, 1, 1000);
    check_ratio("tolerance", o.tolerance);
    if (!(o.site_reach >= 0 && o.site_reach <= 1e6)) {
        throw ConfigError(msg("--site-reach must be from 0 to 1000000 metres, not {}", o.site_reach));
    }
    if (!(o.snap >= 0.001 && o.snap <= 10))
        throw ConfigError(msg("--snap must be from 0.001 to 10 metres, not {}", o.snap));
    check_ratio("workload-tolerance", o.workload_tolerance);
    if (o.evenness && !(*o.evenness >= 0 && *o.evenness <= 1))
        throw ConfigError(msg("--evenness must be from 0 to 1, not {}", *o.evenness));
    if (o.max_radius && !(*o.max_radius >= 1 && *o.max_radius <= 1e6))
        throw ConfigError(msg("--max-radius must be from 1 to 1000000 metres, not {}", *o.max_radius));
    if (o.grids && (o.target || o.min || o.max))
        throw ConfigError(msg("--grids excludes --target, --min and --max"), {},
                          msg("leave out --grids or the others"));
    const UnitSizeFields& of_units = o.unit_sizes;
    if (o.grids && !(of_units.grids + of_units.target + of_units.min + of_units.max).empty())
        throw ConfigError(msg("--grids excludes --unit-grids, --unit-target, --unit-min and --unit-max"), {},
                          msg("leave out --grids or the others"));
    const auto ascending = [](const char* less, const auto& low, const char* more, const auto& high) {
        if (low && high && *low > *high)
            throw ConfigError(msg("--{} {} is above --{} {}", less, *low, more, *high), {},
                              msg("--min <= --target <= --max"));
    };
    ascending("min", o.min, "max", o.max);
    ascending("min", o.min, "target", o.target);
    ascending("target", o.target, "max", o.max);
}

/// Hours of grids and of workers, which there are only where hours are reckoned.
void check_staff(const GridifyOptions& o) {
    const auto in_range = [](const char* name, const std::optional<double>& value, double least, double most) {
        if (value && !(*value >= least && *value <= most))
            throw ConfigError(msg("--{} must be from {} to {}, not {}", name, least, most, *value));
    };
    in_range("target-hours", o.target_hours, 0.1, 1e6);
    in_range("hours", o.hours, 1, 744);
    in_range("part-time", o.part_time, 0, 0.999);
    check_number("workers", o.workers, 1, most_households);
    const UnitSizeFields& of_units = o.unit_sizes;
    const bool has_sizes = o.grids || o.target || o.min || o.max;
    if (o.target_hours && (has_sizes || !(of_units.grids + of_units.target + of_units.min + of_units.max).empty()))
        throw ConfigError(msg("--target-hours excludes --grids, --target, --min, --max and those of units"), {},
                          msg("leave out --target-hours or the others"));
    const bool has_workers = o.workers || !of_units.workers.empty();
    const std::pair<const char*, bool> needs_work[] = {{"target-hours", o.target_hours.has_value()},
                                                       {"staff", !o.staff.empty()},
                                                       {"staff-areas", !o.staff_areas.empty()},
                                                       {"workers", has_workers},
                                                       {"hours", o.hours.has_value()},
                                                       {"part-time", o.part_time.has_value()}};
    for (const auto& [name, is_given] : needs_work) {
        if (is_given && !o.work.is_wanted(o.ways))
            throw ConfigError(msg("--{} is given, but no hours are reckoned", name), {}, msg("add --work"));
    }
    if (o.wants_staff() && o.complete)
        throw ConfigError(msg("--staff and --complete exclude each other"), {},
                          msg("hours are reckoned of the units that are divided"));
    for (const std::string& path : {o.staff, o.staff_areas}) {
        if (!path.empty() && !path.ends_with(".csv") && !path.ends_with(".xlsx"))
            throw ConfigError(msg("{}: a table of workers is .csv or .xlsx", path));
    }
}

/// Inputs that may be tables of the database that the grids go to.
std::vector<std::pair<std::string, InputOption>> layers_of(const GridifyOptions& o) {
    std::vector<std::pair<std::string, InputOption>> inputs = {
        {"the boundaries", o.boundaries}, {"--sites", o.sites}, {"--cells", o.cells}};
    for (const BarrierOption& barrier : o.barriers)
        inputs.emplace_back("--barriers", barrier.input);
    for (const InputOption& block : o.blocks)
        inputs.emplace_back("--blocks", block);
    for (const InputOption& area : o.dedicated)
        inputs.emplace_back("--dedicated", area);
    for (const InputOption& wishes : o.wishes)
        inputs.emplace_back("--wishes", wishes);
    for (const InputOption& ways : o.ways)
        inputs.emplace_back("--walk", ways);
    inputs.emplace_back("--events", o.work.events.input);
    inputs.emplace_back("--previous", o.previous);
    if (o.previous.layer.empty()) inputs.back().second.layer = "grids";
    inputs.emplace_back("--plan", o.plan);
    if (o.plan.layer.empty()) inputs.back().second.layer = "grids";
    inputs.emplace_back("--used-codes", o.used_codes);
    return inputs;
}

void check_outputs(const GridifyOptions& o) {
    if (o.sweep) return;
    check_grid_output(o.output, layers_of(o));
    if (!o.report.empty() && !o.report.ends_with(".json") && !o.report.ends_with(".txt"))
        throw ConfigError(msg("--report {}: the name must end in .json or .txt", o.report));
}

void check_micro(const GridifyOptions& o) {
    if (o.micro && o.sweep)
        throw ConfigError(msg("--micro and --sweep exclude each other"), {}, msg("a sweep writes no layer"));
}

/// What may differ from value to value of a sweep.
void check_single(const GridifyOptions& options) {
    check_sizes(options);
    check_staff(options);
}

}  // namespace

void check_options(const GridifyOptions& options) {
    check_inputs(options);
    check_belongings(options);
    check_single(options);
    const bool has_workers = options.workers || !options.unit_sizes.workers.empty();
    if (!options.wants_staff() && !options.sweep && (has_workers || options.hours || options.part_time))
        throw ConfigError(msg("--workers, --hours and --part-time are for tables of workers"), {},
                          msg("add --staff FILE or --staff-areas FILE"));
    check_work_options(options.work, options.ways);
    check_day("valid-from", options.valid_from);
    check_micro(options);
    check_sweep(options);
    if (options.sweep) {
        for (const std::string& value : options.sweep->values)
            check_single(options_at(options, value));
    }
    check_outputs(options);
}

Sizes resolve_sizes(const GridifyOptions& options, const Profile& profile) {
    return resolve_sizes(SizeOptions{options.target, options.min, options.max, options.grids, options.tolerance,
                                     options.workload_tolerance},
                         profile);
}

}  // namespace grid::tools
