#include "tools/gridify/request_from_options.hpp"

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/layer/given_names.hpp"
#include "libgrid/layer/grid_name.hpp"
#include "libgrid/partition/effort_name.hpp"
#include "tools/common/sources.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

namespace grid::tools {

namespace {

CountSource with_ids(CountSource source, const GridifyOptions& options) {
    source.id_field = options.site_id;
    return source;
}

/// Grids that are given as units have names with a number already: a grid of `X Grid 1` is not called `X Grid 1 Grid
/// 2`.
void name_parts_of_grids(Profile& profile) {
    const NamePatterns usual = usual_names(profile.language);
    if (profile.names.numbered == usual.numbered && profile.names.only == usual.only)
        profile.names = usual_micro_names(profile.language);
}

/// Of the option, or of the profile; those of a layer that is written, and written whole.
void take_micro(const GridifyOptions& options, MicroProfile& micro) {
    if (options.micro) {
        micro.set_target(options.micro->target);
        micro.min = options.micro->min.value_or(micro.min);
        micro.max = options.micro->max.value_or(micro.max);
    }
    if (options.sweep) micro.target = 0;
    if (options.complete && micro.is_wanted())
        throw ConfigError(msg("{} and --complete exclude each other",
                              options.micro ? Message("--micro") : msg("[micro] of the profile")),
                          {}, msg("divide all units: with --previous the others stay as they are"));
}

}  // namespace

GriddingRequest request_from_options(const GridifyOptions& options) {
    GriddingRequest request;
    request.profile = load_profile(options.profile);
    if (!options.common.language.empty()) set_language(request.profile, language_of(options.common.language));
    if (options.code_field == "grid_code") name_parts_of_grids(request.profile);
    const Sizes sizes = resolve_sizes(options, request.profile);
    request.profile.target = sizes.target;
    request.profile.min = sizes.min;
    request.profile.max = sizes.max;
    request.profile.tolerance = sizes.tolerance;
    request.profile.workload_tolerance = sizes.workload_tolerance;
    request.profile.evenness = options.evenness.value_or(request.profile.evenness);
    request.grids = sizes.grids;
    take_micro(options, request.profile.micro);
    request.micro_name_field = options.micro_name;
    request.tolerance_is_wanted = options.tolerance.has_value();
    if (!options.boundaries.path.empty()) request.boundaries = source_ref(options.boundaries, options);
    request.outline = options.outline;
    request.code_field = options.code_field;
    request.name_field = options.name_field;
    request.unit_codes = options.units;
    request.unit_field = options.unit_field;
    request.unit_rules = options.unit_rules;
    request.unit_sizes = options.unit_sizes;
    if (!options.sites.path.empty()) request.sites = with_ids(site_source(options.sites, options), options);
    if (!options.cells.path.empty()) request.cells = with_ids(count_source(options.cells, options), options);
    for (const BarrierOption& barrier : options.barriers) {
        request.barriers.push_back({source_ref(barrier.input, options), barrier.hard_where});
    }
    for (const InputOption& block : options.blocks)
        request.blocks.push_back(source_ref(block, options));
    for (const InputOption& area : options.dedicated)
        request.dedicated.push_back(source_ref(area, options));
    request.dedicated_name_field = options.dedicated_name;
    for (const InputOption& wishes : options.wishes)
        request.wishes.push_back(source_ref(wishes, options));
    if (options.work.is_wanted(options.ways)) set_work(options.work, options.ways, options, request);
    if (request.work) request.work->target_hours = options.target_hours;
    if (options.hours) request.profile.work.hours = *options.hours;
    if (options.part_time) request.profile.work.part_time = *options.part_time;
    if (!options.previous.path.empty()) {
        request.previous.emplace();
        request.previous->source = source_ref(options.previous, options);
        request.previous->source.usual_layer = "grids";
        request.previous->code_field = options.previous_code;
        request.previous->unit_field = options.previous_unit;
        if (!options.unit_map.empty())
            request.previous->unit_map = source_ref({options.unit_map, {}, {}}, options).path;
        request.previous->stability = options.stability;
        request.previous->keep_range = options.keep_range;
    }
    if (!options.plan.path.empty()) {
        request.plan.emplace(PlanSource{source_ref(options.plan, options), options.plan_field, options.plan_snap,
                                        options.improve, options.stability});
        request.plan->source.usual_layer = "grids";
    }
    request.date = options.valid_from;
    if (!options.used_codes.path.empty()) {
        request.used_codes.emplace(UsedCodesSource{source_ref(options.used_codes, options), options.used_codes_field});
        request.used_codes->source.usual_layer = "grids";
        request.used_codes->source.is_table = true;
        request.used_codes->source.may_be_empty = true;
    }
    request.site_reach_m = options.site_reach;
    request.snap_m = options.snap;
    request.output_crs = options.output_crs;
    request.allow_ballpark = options.common.allow_ballpark;
    request.effort = options.effort;
    request.tries = options.tries;
    request.renumber = options.renumber;
    request.max_radius_m = options.max_radius.value_or(0);
    request.wants_improvements = !options.improvements.empty();
    request.shard = options.shard;
    request.seed = options.common.seed;
    request.threads = options.common.thread_count();
    return request;
}

RunRecord options_in_effect(const GridifyOptions& options, const GriddingRequest& request) {
    RunRecord record;
    const auto add = [&record](const char* key, const std::string& value) {
        if (!value.empty()) record.emplace_back(key, redact(value));
    };
    add("profile", options.profile.find('/') == std::string::npos
                       ? options.profile
                       : std::filesystem::path(options.profile).filename().string());
    add("language", options.common.language);
    add(name_pattern_key, request.profile.names.numbered);
    add(only_name_pattern_key, request.profile.names.only);
    add("dedicated-name-field", options.dedicated_name);
    if (request.grids) {
        add("grids", fmt::format("{}", *request.grids));
    } else if (const auto hours = request.target_hours()) {
        add("target-hours", fmt::format("{}", *hours));
    } else {
        add("target", fmt::format("{}", request.profile.target));
        add("min", fmt::format("{}", request.profile.min));
        add("max", fmt::format("{}", request.profile.max));
    }
    if (const MicroProfile& micro = request.profile.micro; micro.is_wanted()) {
        add("micro", fmt::format("{},{},{}", micro.target, micro.min, micro.max));
        add("micro-name-field", options.micro_name);
    }
    add("tolerance", fmt::format("{}", request.profile.tolerance));
    add("workload-tolerance", fmt::format("{}", request.profile.workload_tolerance));
    add("evenness", fmt::format("{}", request.profile.evenness));
    add("workload", options.workload);
    for (const auto& [key, value] : work_in_effect(options.work, request))
        add(key.c_str(), value);
    if (options.wants_staff()) {
        add("hours", fmt::format("{}", request.profile.work.hours));
        if (request.profile.work.part_time > 0) add("part-time", fmt::format("{}", request.profile.work.part_time));
        add("workers", options.workers ? fmt::format("{}", *options.workers) : options.unit_sizes.workers);
    }
    add("households", options.households);
    add("persons", options.persons);
    add("sites-x", options.site_columns.x);
    add("sites-y", options.site_columns.y);
    add("sites-wkt", options.site_columns.wkt);
    add("household-id", options.site_columns.household_id);
    if (options.site_reach > 0) add("site-reach", fmt::format("{}", options.site_reach));
    if (request.snap_m != GriddingRequest{}.snap_m) add("snap", fmt::format("{}", request.snap_m));
    if (request.previous) {
        add("stability", fmt::format("{}", request.previous->stability));
        if (const auto& range = request.previous->keep_range)
            add("keep-range", fmt::format("{}..{}", range->first, range->second));
    }
    if (request.plan) {
        add("plan-field", options.plan_field);
        if (options.plan_snap > 0) add("plan-snap", fmt::format("{}", options.plan_snap));
        if (options.improve) add("improve", "true");
        if (options.improve && !request.previous) add("stability", fmt::format("{}", options.stability));
    }
    add("units", fmt::format("{}", fmt::join(options.units, ",")));
    if (options.complete) add("complete", "true");
    if (options.renumber) add("renumber", "true");
    if (options.max_radius) add("max-radius", fmt::format("{}", *options.max_radius));
    add("valid-from", options.valid_from);
    add("used-codes-field", options.used_codes_field);
    if (options.outline) {
        const char* const rule = options.outline->is_hull ? "hull" : "buffer";
        add("outline", fmt::format("{}={}", rule, options.outline->reach_m));
    }
    add("code-field", options.code_field);
    add("name-field", options.name_field);
    add("unit-field", options.unit_field);
    add("unit-grids", options.unit_sizes.grids);
    add("unit-target", options.unit_sizes.target);
    add("unit-min", options.unit_sizes.min);
    add("unit-max", options.unit_sizes.max);
    if (options.unit_rules.snap_m > 0) add("snap-units", fmt::format("{}", options.unit_rules.snap_m));
    if (options.unit_rules.dissolve) add("dissolve-units", "true");
    if (options.unit_rules.skip_faulty) add("skip-faulty", "true");
    for (const BarrierOption& barrier : options.barriers)
        add("hard-barriers", barrier.hard_where);
    add("boundaries-datum", options.boundaries.datum);
    add("sites-datum", options.sites.datum);
    add("cells-datum", options.cells.datum);
    add("input-crs", options.input_crs);
    add("output-crs", options.output_crs);
    if (request.allow_ballpark) add("allow-ballpark", "true");
    add("encoding", options.encoding);
    add("effort", effort_name(request.effort));
    if (request.tries > 1) add("tries", fmt::format("{}", request.tries));
    add("seed", fmt::format("{}", request.seed));
    if (!request.shard.is_whole()) add("shard", fmt::format("{}/{}", request.shard.number, request.shard.count));
    return record;
}

}  // namespace grid::tools
