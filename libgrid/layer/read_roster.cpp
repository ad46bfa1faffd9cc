#include "libgrid/layer/read_roster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/core/text_number.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/count_doubts.hpp"
#include "libgrid/layer/damaged_code.hpp"
#include "libgrid/layer/fault_list.hpp"
#include "libgrid/layer/household_table.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/own_units.hpp"
#include "libgrid/layer/read_counts.hpp"
#include "libgrid/layer/site_gatherer.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// The households of one unit whose rows lie apart.
struct Scattered {
    std::int64_t households = 0;
    double farthest_m = 0;
    Point at;  ///< of the household whose rows are farthest apart
};

class RosterReader {
public:
    RosterReader(const GriddingRequest& request, const UnitFinder& units, Source& source, bool keep_ids, Ground& ground)
        : m_request(request),
          m_units(units),
          m_source(source),
          m_keep_ids(keep_ids),
          m_ground(ground),
          m_scales(ground.output_wkt),
          m_place(source.place()) {}

    void read() {
        check_sites(m_source);
        m_id_field = *m_source.find_field(m_request.sites->household_id, {}, "--household-id");
        std::vector<std::string> fields{m_id_field};
        const auto add = [&fields](const std::optional<std::string>& field) {
            if (field) fields.push_back(*field);
            return field.has_value();
        };
        m_has_workload = add(expression_field("grid_workload", m_request.sites->workload, m_source));
        if (m_request.work) {
            if (!m_request.work->visits.empty())
                throw ConfigError(msg("the rows are persons, and a household is visited as a whole"), m_source.place(),
                                  msg("leave out --visits; the profile has the number of rounds"));
            m_has_service = add(expression_field("grid_service", m_request.work->service, m_source));
        }
        m_ground.has_persons = true;
        m_ground.has_workload = m_ground.has_workload || m_has_workload || m_request.work;
        read_rows(fields);
        run_on_threads(m_request.threads, [this] { make_households(); });
        report();
    }

private:
    void read_rows(const std::vector<std::string>& fields) {
        const CrsTransform to_output(m_source.crs_wkt(), m_ground.output_wkt);
        SiteGatherer rows(m_request, m_units, m_source.crs_wkt(), m_ground);
        rows.send_to([this](const LocatedSite& row, const std::string& id) { add(row, id); });
        m_source.for_each(fields, [&](Feature&& feature) {
            LocatedSite row;
            row.fid = feature.fid;
            m_place.fid = row.fid;
            std::string id;
            try {
                id = identifier(feature.values[0]);
                if (m_has_workload) row.site.workload = to_amount(feature.values[1], msg("the workload"), m_place);
                if (m_has_service) {
                    const double minutes = to_amount(feature.values.back(), msg("the service (--service)"), m_place);
                    row.site.workload += service_hours(m_request.profile.work, 0, minutes);
                }
            } catch (const InputError& error) {
                m_faults.add(error);
            }
            m_several_points.look_at(feature);
            if (!feature.points.empty()) {
                rows.add_point(row, feature.points.front(), std::move(id));
            } else if (!feature.polygons.empty()) {
                row.site.at = inside_of(feature.polygons, to_output);
                rows.add_placed(row, std::move(id));
            } else {
                add_unplaced(row, id);
            }
        });
        m_faults.settle(msg("rows have values that cannot be used"));
        rows.finish();
    }

    [[nodiscard]] std::string identifier(const Value& value) {
        std::string id = to_text(value);
        if (const auto damage = find_damage(id, 0, std::holds_alternative<double>(value));
            damage && damage->loses_digits) {
            throw InputError(msg("the identifier '{}' in '{}' {}, and different households may have become the "
                                 "same",
                                 id, m_id_field, damage->what),
                             m_place, damage->remedy);
        }
        const std::string_view trimmed = without_spaces(id);
        m_digits.look_at(trimmed);
        return trimmed.size() == id.size() ? std::move(id) : std::string(trimmed);
    }

    [[nodiscard]] static Point inside_of(MultiPolygon& building, const CrsTransform& to_output) {
        for (Polygon& polygon : building) {
            to_output(polygon.shell);
            for (Ring& hole : polygon.holes)
                to_output(hole);
        }
        return inside_point(building).value_or(building.front().shell.front());
    }

    void add(const LocatedSite& row, const std::string& id) {
        if (id.empty()) {
            ++m_without_id;
            LocatedSite household = row;
            household.site.persons = count_scale;
            push(household, workload_of_household(row.site.workload), fmt::format("feature {}", row.fid));
            return;
        }
        put(id, {.rank = row.unit >= 0 ? static_cast<std::uint32_t>(row.unit) : in_no_unit,
                 .at = row.site.at,
                 .workload = exact_workload(row.site.workload)});
    }

    void add_unplaced(const LocatedSite& row, const std::string& id) {
        if (!id.empty()) return put(id, {.rank = in_no_place, .workload = exact_workload(row.site.workload)});
        ++m_without_id;
        ++m_lost_households;
        ++m_lost_persons;
    }

    void put(const std::string& id, PersonRow row) {
        row.key = household_key(id);
        m_table.add(row);
        if (!m_keep_ids) return;
        m_names.emplace_back(row.key, id);
        if (m_names.size() >= m_names_limit) sort_names();
    }

    /// Each identifier once.
    void sort_names() {
        std::sort(m_names.begin(), m_names.end());
        m_names.erase(std::unique(m_names.begin(), m_names.end()), m_names.end());
        m_names_limit = std::max(m_names_limit, 2 * m_names.size());
    }

    void make_households() {
        sort_names();
        const std::vector<PersonRow> rows = m_table.finish();
        for (std::size_t first = 0, next = 0; first < rows.size(); first = next) {
            LocatedSite household;
            Int128 workload = 0;
            double farthest_m = 0;
            for (next = first; next < rows.size() && rows[next].key == rows[first].key; ++next) {
                household.site.persons += Count{rows[next].persons} * count_scale;
                workload += rows[next].workload;
                if (rows[next].rank != in_no_place)
                    farthest_m = std::max(farthest_m, distance_m(rows[first].at, rows[next].at));
            }
            if (rows[first].rank == in_no_place) {
                ++m_lost_households;
                m_lost_persons += household.site.persons / count_scale;
                continue;
            }
            household.unit = rows[first].rank == in_no_unit ? -1 : static_cast<std::int32_t>(rows[first].rank);
            household.site.at = rows[first].at;
            if (farthest_m > household_spread_m) note_scattered(household, farthest_m);
            push(household, workload_of_household(to_amount(workload)), name_of(rows[first].key));
        }
    }

    [[nodiscard]] std::string name_of(std::uint64_t key) const {
        if (!m_keep_ids) return {};
        return std::lower_bound(m_names.begin(), m_names.end(), std::pair(key, std::string()))->second;
    }

    /// `of_rows`: what the rows of its persons add up to.
    [[nodiscard]] double workload_of_household(double of_rows) const {
        if (!m_request.work) return m_has_workload ? of_rows : 1;
        return m_has_service ? of_rows : of_rows + service_hours(m_request.profile.work, count_scale, std::nullopt);
    }

    void push(LocatedSite& household, double workload, std::string&& id) {
        household.fid = 0;
        household.site.households = count_scale;
        household.site.workload = workload;
        if (m_request.work) household.visits = static_cast<float>(m_request.profile.work.visits);
        if (m_units.is_foreign(household.unit)) {
            add_to_total(household.site, household.unit, m_ground.totals);
            return;
        }
        m_ground.sites.push_back(household);
        if (m_keep_ids) m_ground.site_ids.push_back(std::move(id));
    }

    void note_scattered(const LocatedSite& household, double farthest_m) {
        Scattered& scattered = m_scattered[household.unit];
        ++scattered.households;
        if (farthest_m <= scattered.farthest_m) return;
        scattered.farthest_m = farthest_m;
        scattered.at = household.site.at;
    }

    [[nodiscard]] double distance_m(const Point& a, const Point& b) const {
        return a == b ? 0 : m_scales.at(a).distance(a, b);
    }

    void report() {
        const std::string file = shown_source(m_source.ref().path);
        for (const auto& [unit, scattered] : m_scattered) {
            const std::string code = unit < 0 ? "" : m_ground.units[static_cast<std::size_t>(unit)].code;
            m_ground.findings.push_back(
                {"household_scattered",
                 code,
                 {},
                 msg("{} households {} have rows more than {} m from each other, up to {:.0f} m; each counts once, "
                     "here (are the values of '{}' unique in the whole table?)",
                     scattered.households, unit < 0 ? msg("in no unit") : msg("of unit {}", code), household_spread_m,
                     scattered.farthest_m, m_id_field),
                 scattered.at});
        }
        if (m_without_id > 0) {
            m_ground.findings.push_back({"household_id_missing",
                                         {},
                                         {},
                                         msg("{} rows of {} have no value in {}; each counts as a household by "
                                             "itself",
                                             m_without_id, file, m_id_field),
                                         {}});
        }
        if (m_digits.found()) {
            m_ground.findings.push_back(
                {"household_id_cut",
                 {},
                 {},
                 msg("all long numbers in '{}' of {} end in zeros behind the 15th digit: a spreadsheet may have "
                     "cut them off, and different households have become the same",
                     m_id_field, file),
                 {}});
        }
        add_input_findings(msg("sites"), m_source, {m_ground.output_wkt, m_request.allow_ballpark}, m_ground.findings);
        if (auto finding = m_several_points.finding(file)) m_ground.findings.push_back(std::move(*finding));
        if (m_lost_households > 0) {
            m_ground.findings.push_back({"no_location",
                                         {},
                                         {},
                                         msg("{} households with {} persons of {} have no geometry; they are in no "
                                             "grid",
                                             m_lost_households, m_lost_persons, file),
                                         {}});
        }
    }

    const GriddingRequest& m_request;
    const UnitFinder& m_units;
    Source& m_source;
    bool m_keep_ids;
    Ground& m_ground;
    ScaleFinder m_scales;
    Place m_place;  ///< of the row that is read
    std::string m_id_field;
    bool m_has_workload = false;
    bool m_has_service = false;
    HouseholdTable m_table;
    CutOffDigits m_digits;
    FaultList m_faults;
    std::vector<std::pair<std::uint64_t, std::string>> m_names;  ///< identifiers by key, if they are kept
    std::size_t m_names_limit = std::size_t{1} << 20U;
    std::map<std::int32_t, Scattered> m_scattered;  ///< by unit
    SitesOfSeveralPoints m_several_points;
    std::int64_t m_without_id = 0;
    std::int64_t m_lost_households = 0;
    std::int64_t m_lost_persons = 0;
};

}  // namespace

void read_roster(const GriddingRequest& request, const UnitFinder& units, Source& source, bool keep_ids,
                 Ground& ground) {
    RosterReader(request, units, source, keep_ids, ground).read();
}

}  // namespace grid
