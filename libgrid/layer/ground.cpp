#include "libgrid/layer/ground.hpp"

#include <tbb/parallel_sort.h>

#include <algorithm>
#include <future>
#include <numeric>
#include <set>
#include <tuple>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/io/raster.hpp"
#include "libgrid/layer/adopt_sites.hpp"
#include "libgrid/layer/count_events.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/given_plan.hpp"
#include "libgrid/layer/grids_before.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/left_out_units.hpp"
#include "libgrid/layer/outline_unit.hpp"
#include "libgrid/layer/output_crs.hpp"
#include "libgrid/layer/output_polygons.hpp"
#include "libgrid/layer/own_units.hpp"
#include "libgrid/layer/raster_sites.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/read_lines.hpp"
#include "libgrid/layer/read_roster.hpp"
#include "libgrid/layer/read_wishes.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/unit_codes.hpp"
#include "libgrid/layer/unit_finder.hpp"
#include "libgrid/layer/units_together.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

Source open_units(const GriddingRequest& request) {
    if (request.boundaries) return open_kind(*request.boundaries, GeometryKind::polygons);
    if (request.cells) return open_kind(request.cells->source, GeometryKind::polygons);
    if (request.outline && request.sites) {
        if (!is_raster(request.sites->source)) return open_sites(request);
        throw ConfigError(msg("no outline is made of a raster"), {request.sites->source.path, {}, {}, {}},
                          msg("give boundaries, or sites that are points or buildings"));
    }
    throw ConfigError(msg("neither boundaries nor cells are given"));
}

/// A boundary that is not valid: the unit is what its rings enclose.
void mend_boundary(const InvalidGeometry& invalid, Unit& unit, Findings& findings) {
    auto valid = make_valid(unit.output);
    if (valid) unit.output = std::move(*valid);
    findings.push_back({"invalid_boundary",
                        unit.code,
                        {},
                        msg("the boundary of unit {} is not valid: {} at {:.9g},{:.9g}; the ground that its rings "
                            "enclose was divided",
                            unit.code, invalid.reason, invalid.at.x, invalid.at.y),
                        invalid.at});
}

/// The fields of the boundaries that are read.
struct UnitFields {
    UnitFields(Source& source, const GriddingRequest& request)
        : codes(source, request.code_field, request.profile.fields.code),
          name(source.find_field(request.name_field, request.profile.fields.name, "--name-field")),
          names(codes.fields()),
          name_at(names.size()),
          sizes(source, request.unit_sizes, with_name()) {}

    UnitCodes codes;
    std::optional<std::string> name;
    std::vector<std::string> names;
    std::size_t name_at;
    UnitSizeColumns sizes;

private:
    std::vector<std::string>& with_name() {
        if (name) names.push_back(*name);
        return names;
    }
};

/// Adds the features to Ground::units, those that cannot be used to `faulty`.
void read_features(const GriddingRequest& request, const UnitFields& fields, Source& source, Ground& ground,
                   std::vector<FaultyUnit>& faulty) {
    const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
    NamedUnits named(request.unit_codes);
    source.for_each(fields.names, [&](Feature&& feature) {
        Unit unit;
        const Value code = fields.codes.of(feature);
        unit.code = to_text(code);
        if (!named.take(unit.code)) return;
        unit.name = fields.name ? to_text(feature.values[fields.name_at]) : std::string{};
        unit.place = source.place(feature.fid);
        if (feature.polygons.empty()) {
            ground.findings.push_back(
                {"unit_without_geometry",
                 unit.code,
                 {},
                 msg("unit {} has no geometry and was left out (feature {})", unit.code, feature.fid),
                 {}});
            return;
        }
        unit.output = transformed(feature.polygons, to_output);
        const Point first = unit.output.front().shell.front();
        if (!encloses_ground(unit.output)) {
            ground.findings.push_back(
                {"unit_without_area",
                 unit.code,
                 {},
                 msg("the boundary of unit {} encloses nothing; the unit was left out (feature {})", unit.code,
                     feature.fid),
                 first});
            return;
        }
        auto fault = find_code_fault(code, unit, first, request.profile.code, "--code-field", ground.findings);
        if (!fault) fault = fields.sizes.read(feature, first, unit);
        if (fault) {
            faulty.push_back(std::move(*fault));
            return;
        }
        if (const auto invalid = find_invalid(unit.output)) mend_boundary(*invalid, unit, ground.findings);
        ground.units.push_back(std::move(unit));
    });
    if (source.feature_count() > 0) named.check(source);
}

/// Leaves faulty units out, or throws; see settle_codes(). Skipped units are left out as if by a filter: the grids that
/// they had live on.
void settle_units(const GriddingRequest& request, const Source& source, const GroundScale& scale,
                  std::vector<FaultyUnit> faulty, Ground& ground) {
    std::set<std::string> skipped;
    for (const FaultyUnit& unit : faulty)
        skipped.insert(unit.code);
    for (const Unit& unit : ground.units)
        skipped.insert(unit.code);
    settle_codes(ground.units, std::move(faulty), request.unit_rules, scale, ground.findings);
    if (ground.units.empty()) throw InputError(msg("no unit has a code that can be used"), source.place());
    CutOffDigits digits;
    for (const Unit& unit : ground.units) {
        digits.look_at(unit.code);
        skipped.erase(unit.code);
    }
    skipped.erase("");
    ground.left_out.assign(skipped.begin(), skipped.end());
    if (!digits.found()) return;
    ground.findings.push_back({"unit_code_cut",
                               {},
                               {},
                               msg("all long codes of units in {} end in zeros behind the 15th digit: a "
                                   "spreadsheet may have cut them off",
                                   shown_source(source.ref().path)),
                               ground.units.front().output.front().shell.front()});
}

/// Reads the units and brings them together.
UnitsTogether read_units(const GriddingRequest& request, Source& source, Ground& ground) {
    require_kind(source, GeometryKind::polygons, msg("boundaries"));
    const UnitFields fields(source, request);
    std::vector<FaultyUnit> faulty;
    read_features(request, fields, source, ground, faulty);
    add_input_findings(msg("boundaries"), source, rules_of(request, ground.output_wkt), ground.findings);
    if (auto finding = fields.codes.finding(source)) ground.findings.push_back(std::move(*finding));
    if (source.feature_count() == 0) {
        throw InputError(msg("the filter '{}' leaves no unit", source.ref().where), source.place(),
                         msg("change --where"));
    }
    if (ground.units.empty() && faulty.empty())
        throw InputError(msg("no unit has a geometry with an area"), source.place());
    const GroundScale scale = ground_scale_of(ground.output_wkt);
    settle_units(request, source, scale, std::move(faulty), ground);
    if (looks_at_left_out(request)) add_left_out_units(request, fields.codes, scale, ground);
    UnitsTogether together =
        bring_units_together(ground.units, scale, request.unit_rules, request.threads, ground.findings);
    const ScaleFinder scales(ground.output_wkt);
    for (Unit& unit : ground.units) {
        const Box box = box_of(unit.output);
        unit.plane = plane_of(box, scales.at(box.middle()));
    }
    return together;
}

void read_blocks(const GriddingRequest& request, const InputRules& rules, InputNotes& notes, Ground& ground) {
    for (const SourceRef& ref : request.blocks) {
        Source source = open_kind(ref, GeometryKind::polygons);
        require_kind(source, GeometryKind::polygons, msg("blocks"));
        notes.add("blocks", source);
        const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
        source.for_each({}, [&](Feature&& feature) {
            if (auto area = block_area(transformed(feature.polygons, to_output)))
                ground.blocks.push_back(std::move(*area));
        });
        add_input_findings(msg("blocks"), source, rules, ground.findings);
    }
}

/// The dedicated areas in an order of their own, with their names.
void read_dedicated(const GriddingRequest& request, const InputRules& rules, InputNotes& notes, Ground& ground) {
    std::vector<std::pair<Area, std::string>> named;
    for (const SourceRef& ref : request.dedicated) {
        Source source = open_kind(ref, GeometryKind::polygons);
        require_kind(source, GeometryKind::polygons, msg("dedicated"));
        notes.add("dedicated", source);
        const auto field = source.find_field(request.dedicated_name_field, request.profile.fields.dedicated_name,
                                             "--dedicated-name-field");
        const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
        source.for_each(field ? std::vector{*field} : std::vector<std::string>{}, [&](Feature&& feature) {
            auto area = block_area(transformed(feature.polygons, to_output));
            if (!area) return;
            std::string name = field ? to_text(feature.values.front()) : std::string();
            if (request.longest_text && name.size() > *request.longest_text)
                throw InputError(msg("the name of the dedicated area has {} bytes, but the field of the output "
                                     "holds {}",
                                     name.size(), *request.longest_text),
                                 source.place(feature.fid),
                                 msg("choose another field with --dedicated-name-field, or another format with -f"));
            named.emplace_back(std::move(*area), std::move(name));
        });
        add_input_findings(msg("dedicated"), source, rules, ground.findings);
    }
    std::sort(named.begin(), named.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first.inside, a.first.polygons, a.second) <
               std::tie(b.first.inside, b.first.polygons, b.second);
    });
    for (auto& [area, name] : named) {
        ground.dedicated.push_back(std::move(area));
        ground.dedicated_names.push_back(std::move(name));
    }
}

/// Blocks in an order of their own; the sites' references follow.
void sort_blocks(Ground& ground) {
    std::vector<std::int32_t> order(ground.blocks.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        const Area& x = ground.blocks[static_cast<std::size_t>(a)];
        const Area& y = ground.blocks[static_cast<std::size_t>(b)];
        return std::tie(x.inside, x.polygons) < std::tie(y.inside, y.polygons);
    });
    std::vector<Area> sorted;
    std::vector<std::int32_t> place(order.size());
    sorted.reserve(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        sorted.push_back(std::move(ground.blocks[static_cast<std::size_t>(order[i])]));
        place[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    }
    ground.blocks = std::move(sorted);
    for (LocatedSite& site : ground.sites) {
        if (site.site.block >= 0) site.site.block = place[static_cast<std::size_t>(site.site.block)];
    }
}

void sort_sites(Ground& ground) {
    const auto key = [](const LocatedSite& s) {
        return std::tie(s.unit, s.site.at, s.site.block, s.site.households, s.site.persons, s.site.workload, s.visits);
    };
    if (ground.site_ids.empty()) {
        tbb::parallel_sort(ground.sites.begin(), ground.sites.end(),
                           [&](const auto& a, const auto& b) { return key(a) < key(b); });
        return;
    }
    std::vector<std::size_t> order(ground.sites.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::tuple(key(ground.sites[a]), ground.site_ids[a]) <
               std::tuple(key(ground.sites[b]), ground.site_ids[b]);
    });
    std::vector<LocatedSite> sites;
    std::vector<std::string> ids;
    for (const std::size_t i : order) {
        sites.push_back(ground.sites[i]);
        ids.push_back(std::move(ground.site_ids[i]));
    }
    ground.sites = std::move(sites);
    ground.site_ids = std::move(ids);
}

void sort_cells(Ground& ground) {
    std::sort(ground.cells.begin(), ground.cells.end(), [](const LocatedCell& a, const LocatedCell& b) {
        return std::tie(a.unit, a.inside, a.cell.households, a.cell.persons, a.cell.workload, a.visits, a.id) <
               std::tie(b.unit, b.inside, b.cell.households, b.cell.persons, b.cell.workload, b.visits, b.id);
    });
}

void set_walk_planes(Ground& ground) {
    std::vector<Box> boxes(ground.units.size());
    for (const LocatedSite& located : ground.sites) {
        if (located.unit >= 0) boxes[static_cast<std::size_t>(located.unit)].add(located.site.at);
    }
    for (const LocatedCell& located : ground.cells) {
        if (located.unit >= 0) boxes[static_cast<std::size_t>(located.unit)].add(located.inside);
    }
    const ScaleFinder scales(ground.output_wkt);
    for (std::size_t u = 0; u < boxes.size(); ++u)
        ground.units[u].walk_plane = walk_plane(boxes[u], scales);
}

}  // namespace

Plane walk_plane(const Box& sites, const ScaleFinder& scales) {
    return sites.empty() ? Plane{} : plane_of(sites, scales.at(sites.middle()));
}

Ground read_ground(const GriddingRequest& request, const GroundOptions& options) {
    Ground ground;
    std::optional<PlanForm> plan_form;
    if (request.plan) plan_form = form_of_plan(request.plan->source);
    const bool events_name_sites = request.work && request.work->events && !request.work->events->site_field.empty();
    const bool keep_ids = options.keep_site_ids || (plan_form && plan_form != PlanForm::layer) || events_name_sites;
    InputNotes notes(launch_policy(request.threads), options.checksums);
    std::optional<Source> unit_source;
    if (!request.boundaries && options.frame_crs) {
        ground.output_wkt = *options.frame_crs;
    } else {
        unit_source = open_units(request);
        ground.output_wkt = choose_output_crs(request.output_crs, *unit_source);
    }
    std::future<GroundLines> lines = std::async(
        launch_policy(request.threads),
        [&request, wkt = ground.output_wkt, sums = options.checksums] { return read_lines(request, wkt, sums); });
    UnitsTogether together;
    if (request.boundaries) {
        notes.add("boundaries", *unit_source);
        together = read_units(request, *unit_source, ground);
    }
    if (request.outline) {
        ground.units.push_back(outline_unit(*request.outline, request.profile.code, *unit_source, ground));
    }
    if (request.cells) {
        Source source = open_kind(request.cells->source, GeometryKind::polygons);
        require_kind(source, GeometryKind::polygons, msg("cells"));
        notes.add("cells", source);
        const bool makes_units = !request.boundaries && !options.frame_crs;
        read_cells(request, source, keep_ids, makes_units, ground);
    }
    if (request.cells && !request.boundaries && looks_at_left_out(request)) add_left_out_groups(request, ground);
    read_grids_before(request, plan_form, together.added, rules_of(request, ground.output_wkt), notes, ground);
    ground.totals.resize(ground.units.size());
    const UnitFinder units(ground.units, request.shard);
    if (request.boundaries) {
        for (LocatedCell& cell : ground.cells)
            cell.unit = units.find(cell.inside);
    }
    std::optional<PixelsBeyond> beyond;
    if (request.sites && is_raster(request.sites->source)) {
        refuse_columns_of_raster(request);
        beyond = read_raster_sites(request, units, keep_ids, options.checksums, ground);
    } else if (request.sites) {
        Source source = open_sites(request);
        notes.add("sites", source);
        const bool is_roster = !request.sites->household_id.empty();
        (is_roster ? read_roster : read_sites)(request, units, source, keep_ids, ground);
    }
    adopt_sites(request.site_reach_m, ground);
    if (beyond) leave_out_beyond(request, units, together.gaps, *beyond, ground);
    keep_own_units(request.shard, units, ground);
    const InputRules rules = rules_of(request, ground.output_wkt);
    read_blocks(request, rules, notes, ground);
    read_dedicated(request, rules, notes, ground);
    ground.wishes = read_wishes(request, rules, ground.previous ? &*ground.previous : nullptr, notes, ground.findings);
    sort_blocks(ground);
    run_on_threads(request.threads, [&] { sort_sites(ground); });
    sort_cells(ground);
    if (request.work && request.work->events) count_events(request, units, notes, ground);
    if (request.work) set_walk_planes(ground);
    if (plan_form) read_given_plan(request, *plan_form, rules, notes, ground);
    if (!options.keep_site_ids) ground.site_ids.clear();
    if (request.boundaries || request.outline) report_outside(ground);
    tell_gaps(together.gaps, ground);
    GroundLines read = lines.get();
    ground.barriers = std::move(read.barriers);
    ground.ways = std::move(read.ways);
    ground.findings.insert(ground.findings.end(), read.findings.begin(), read.findings.end());
    keep_own_findings(request.shard, ground.findings);
    keep_chosen_findings(ground);
    ground.inputs.insert(ground.inputs.end(), read.inputs.begin(), read.inputs.end());
    notes.move_to(ground.inputs);
    std::sort(ground.inputs.begin(), ground.inputs.end());
    return ground;
}

}  // namespace grid
