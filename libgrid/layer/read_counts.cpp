#include "libgrid/layer/read_counts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/layer/count_doubts.hpp"
#include "libgrid/layer/fault_list.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/site_gatherer.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/units_of_cells.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Which values of a feature are what.
struct CountFields {
    std::vector<std::string> names;
    int households = -1;
    int persons = -1;
    int workload = -1;
    int service = -1;
    int visits = -1;
    int id = -1;
    int household_number = -1;  ///< of a layer without a field of households: looks like one

    int add(const std::optional<std::string>& field) {
        if (!field) return -1;
        names.push_back(*field);
        return static_cast<int>(names.size()) - 1;
    }
};

CountFields find_fields(const GriddingRequest& request, const CountSource& wanted, bool with_id, Source& source,
                        Ground& ground) {
    CountFields fields;
    const FieldAliases& aliases = request.profile.fields;
    fields.households = fields.add(source.find_field(wanted.households_field, aliases.households, "--households"));
    fields.persons = fields.add(source.find_field(wanted.persons_field, aliases.persons, "--persons"));
    fields.workload = fields.add(expression_field("grid_workload", wanted.workload, source));
    ground.has_workload = ground.has_workload || fields.workload >= 0 || request.work;
    if (request.work) {
        fields.service = fields.add(expression_field("grid_service", request.work->service, source));
        fields.visits = fields.add(expression_field("grid_visits", request.work->visits, source));
    }
    if (with_id) fields.id = fields.add(source.find_field(wanted.id_field, aliases.site_id, "--site-id"));
    ground.has_persons = ground.has_persons || fields.persons >= 0;
    return fields;
}

/// The first of the usual names that the layer has.
std::optional<std::string> first_field(const Source& source, const std::vector<std::string>& aliases,
                                       std::string_view option) {
    for (const std::string& alias : aliases) {
        if (auto field = source.find_field({}, {alias}, option)) return field;
    }
    return std::nullopt;
}

/// The field by which features are one, such as the pieces of an area: that of --site-id, or one with a usual name.
std::optional<std::string> identifying_field(const GriddingRequest& request, const CountSource& wanted,
                                             const Source& source) {
    if (wanted.id_field.empty()) return first_field(source, request.profile.fields.site_id, "--site-id");
    return source.find_field(wanted.id_field, {}, "--site-id");
}

/// What the list of assignments calls a feature.
std::string identifier(const CountFields& fields, const Feature& feature) {
    return fields.id >= 0 ? to_text(feature.values[static_cast<std::size_t>(fields.id)])
                          : fmt::format("{}", feature.fid);
}

struct Counts {
    Count households = count_scale;  ///< one household where no field says otherwise
    Count persons = 0;
    double workload = 0;
    float visits = 1;
};

/// Reads the counts of one feature and keeps the sum of households within what can be summed.
class CountReader {
public:
    CountReader(const GriddingRequest& request, const Source& source, const CountFields& fields, Ground& ground)
        : m_request(request), m_source(source), m_fields(fields), m_ground(ground), m_place(source.place()) {}

    Counts read(const Feature& feature, const Point& at) {
        m_place.fid = feature.fid;
        m_place.at = at;
        Counts counts;
        try {
            counts = values_of(feature);
        } catch (const InputError& error) {
            m_faults.add(error);
        }
        m_total += counts.households;
        if (m_total > most_count) throw InputError(msg("the households add up to more than can be counted"), m_place);
        return counts;
    }

    /// When all are read: throws if some could not be, and tells of those without a value.
    void finish(const Point& at) const {
        m_faults.settle(msg("features have values that cannot be used"));
        report_missing(at);
    }

private:
    Counts values_of(const Feature& feature) {
        const Place& place = m_place;
        Counts counts;
        if (m_fields.households >= 0) {
            const Value& value = feature.values[static_cast<std::size_t>(m_fields.households)];
            m_missing += is_blank(value);
            counts.households = to_count(value, field(m_fields.households), place);
        }
        if (m_fields.persons >= 0) {
            counts.persons =
                to_count(feature.values[static_cast<std::size_t>(m_fields.persons)], field(m_fields.persons), place);
        }
        const std::optional<double> workload = amount(feature, m_fields.workload, msg("the workload"));
        if (m_request.work) {
            const auto service = amount(feature, m_fields.service, msg("the service (--service)"));
            const auto visits = amount(feature, m_fields.visits, msg("the number of visits (--visits)"));
            counts.workload = workload.value_or(0) + service_hours(m_request.profile.work, counts.households, service);
            counts.visits = static_cast<float>(visits.value_or(m_request.profile.work.visits));
        } else {
            counts.workload = workload.value_or(static_cast<double>(counts.households) / count_scale);
        }
        return counts;
    }

    void report_missing(const Point& at) const {
        if (m_missing == 0) return;
        m_ground.findings.push_back({"missing_count",
                                     {},
                                     {},
                                     msg("{} features of {} have no value in {}; they count as 0", m_missing,
                                         shown_source(m_source.ref().path), field(m_fields.households)),
                                     at});
    }

    [[nodiscard]] std::optional<double> amount(const Feature& feature, int index, const Message& what) const {
        if (index < 0) return std::nullopt;
        return to_amount(feature.values[static_cast<std::size_t>(index)], what, m_place);
    }
    [[nodiscard]] const std::string& field(int index) const { return m_fields.names[static_cast<std::size_t>(index)]; }

    const GriddingRequest& m_request;
    const Source& m_source;
    const CountFields& m_fields;
    Ground& m_ground;
    Place m_place;
    FaultList m_faults;
    Count m_total = 0;
    std::int64_t m_missing = 0;
};

void report_no_location(Ground& ground, const Message& what, std::int64_t number, Count households,
                        const std::string& path) {
    if (number == 0) return;
    ground.findings.push_back({"no_location",
                               {},
                               {},
                               msg("{} {} of {} have no geometry; their {} households are in no grid", number, what,
                                   path, static_cast<double>(households) / count_scale),
                               {}});
}

void add_finding(Ground& ground, std::optional<Finding> finding) {
    if (finding) ground.findings.push_back(std::move(*finding));
}

void transform_all(const CrsTransform& transform, MultiPolygon& polygons) {
    for (Polygon& polygon : polygons) {
        transform(polygon.shell);
        for (Ring& hole : polygon.holes)
            transform(hole);
    }
}

}  // namespace

std::string field_list(const Source& source) {
    std::vector<std::string> names;
    for (const FieldInfo& field : source.fields())
        names.push_back(field.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

std::optional<Area> block_area(MultiPolygon polygons) {
    const auto inside = inside_point(polygons);
    if (!inside) return std::nullopt;
    const Box box = box_of(polygons);
    return Area{std::move(polygons), *inside, box};
}

void read_sites(const GriddingRequest& request, const UnitFinder& units, Source& source, bool keep_ids,
                Ground& ground) {
    check_sites(source);
    CountFields fields = find_fields(request, *request.sites, keep_ids, source, ground);
    std::optional<RowsAsHouseholds> rows;
    if (fields.households < 0) {
        const auto number = first_field(source, request.profile.fields.household_id, "--household-id");
        if (number) rows.emplace(*number);
        fields.household_number = fields.add(number);
    }
    const auto identifying = identifying_field(request, *request.sites, source);
    std::optional<RepeatedCounts> repeated;
    if (identifying && fields.households >= 0) repeated.emplace(*identifying, count_scale);
    const int identifying_index = fields.add(identifying);
    CountReader reader(request, source, fields, ground);
    const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
    SitesOfSeveralPoints several_points;
    std::int64_t without_location = 0;
    Count lost = 0;
    SiteGatherer sites(request, units, source.crs_wkt(), ground);
    sites.expect(source.feature_count());
    source.for_each(fields.names, [&](Feature&& feature) {
        LocatedSite site;
        site.fid = feature.fid;
        std::optional<Point> at;
        if (!feature.points.empty()) at = feature.points.front();
        several_points.look_at(feature);
        if (!feature.polygons.empty()) at = feature.polygons.front().shell.front();
        const Counts counts = reader.read(feature, at.value_or(Point{}));
        if (rows) rows->add(feature.values[static_cast<std::size_t>(fields.household_number)]);
        if (repeated) repeated->add(feature.values[static_cast<std::size_t>(identifying_index)], counts.households);
        if (!at) {
            ++without_location;
            lost += counts.households;
            return;
        }
        site.site.households = counts.households;
        site.site.persons = counts.persons;
        site.site.workload = counts.workload;
        site.visits = counts.visits;
        std::optional<std::string> id;
        if (keep_ids) id = identifier(fields, feature);
        if (feature.polygons.empty()) {
            sites.add_point(site, *at, std::move(id));
            return;
        }
        transform_all(to_output, feature.polygons);
        const Point corner = feature.polygons.front().shell.front();
        if (auto block = block_area(std::move(feature.polygons))) {
            sites.add_building(site, std::move(*block), std::move(id));
        } else {
            site.site.at = corner;  // a building without area
            sites.add_placed(site, std::move(id));
        }
    });
    sites.finish();
    if (rows) add_finding(ground, rows->finding(shown_source(source.ref().path)));
    if (repeated) add_finding(ground, repeated->finding(shown_source(source.ref().path)));
    reader.finish({});
    add_input_findings(msg("sites"), source, {ground.output_wkt, request.allow_ballpark}, ground.findings);
    add_finding(ground, several_points.finding(shown_source(source.ref().path)));
    report_no_location(ground, "sites", without_location, lost, shown_source(source.ref().path));
}

void read_cells(const GriddingRequest& request, Source& source, bool keep_ids, bool makes_units, Ground& ground) {
    const CountSource& wanted = *request.cells;
    CountFields fields = find_fields(request, wanted, keep_ids, source, ground);
    std::optional<UnitsOfCells> units;
    if (makes_units) units.emplace(request, source, fields.names);
    const auto identifying = identifying_field(request, wanted, source);
    std::optional<RepeatedCounts> repeated;
    if (identifying && fields.households >= 0) repeated.emplace(*identifying, Count{0});
    const int identifying_index = fields.add(identifying);
    CountReader reader(request, source, fields, ground);
    const CrsTransform to_output(source.crs_wkt(), ground.output_wkt);
    std::int64_t without_location = 0;
    Count lost = 0;
    source.for_each(fields.names, [&](Feature&& feature) {
        if (units && !units->wants(feature)) return;
        const Counts counts =
            reader.read(feature, feature.polygons.empty() ? Point{} : feature.polygons.front().shell.front());
        if (repeated) repeated->add(feature.values[static_cast<std::size_t>(identifying_index)], counts.households);
        if (feature.polygons.empty()) {
            ++without_location;
            lost += counts.households;
            return;
        }
        LocatedCell cell;
        cell.fid = feature.fid;
        if (keep_ids) cell.id = identifier(fields, feature);
        cell.cell.output = std::move(feature.polygons);
        transform_all(to_output, cell.cell.output);
        cell.inside = inside_point(cell.cell.output).value_or(cell.cell.output.front().shell.front());
        cell.cell.households = counts.households;
        cell.cell.persons = counts.persons;
        cell.cell.workload = counts.workload;
        cell.visits = counts.visits;
        if (units && !units->add(feature, cell)) return;
        ground.cells.push_back(std::move(cell));
    });
    if (repeated) add_finding(ground, repeated->finding(shown_source(source.ref().path)));
    add_input_findings(msg("cells"), source, {ground.output_wkt, request.allow_ballpark}, ground.findings);
    reader.finish({});
    report_no_location(ground, "cells", without_location, lost, shown_source(source.ref().path));
    ground.counts_on_cells = true;
    if (source.feature_count() == 0) {
        throw InputError(msg("the filter '{}' leaves no cell", source.ref().where), source.place(),
                         msg("change --cells-where"));
    }
    if (units) units->finish(ground);
    if (ground.cells.empty()) throw InputError(msg("no cell has a geometry"), source.place());
}

void report_outside(Ground& ground) {
    for (const LocatedSite& site : ground.sites) {
        if (site.unit >= 0) break;  // sorted by unit: those outside come first
        const Point& place = site.site.at;
        ground.findings.push_back({"site_outside",
                                   {},
                                   {},
                                   msg("a site with {} households lies in no unit, at {:.9g},{:.9g}",
                                       count_text(site.site.households), place.x, place.y),
                                   place});
    }
    for (const LocatedCell& cell : ground.cells) {
        if (cell.unit >= 0) continue;
        const Point& place = cell.inside;
        ground.findings.push_back({"cell_outside",
                                   {},
                                   {},
                                   msg("a cell with {} households lies in no unit, at {:.9g},{:.9g}",
                                       count_text(cell.cell.households), place.x, place.y),
                                   place});
    }
}

}  // namespace grid
