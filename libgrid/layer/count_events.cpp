#include "libgrid/layer/count_events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/layer/read_lines.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/values.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/work/point_grid.hpp"

namespace grid {

namespace {

/// Events of one sort that could not be counted: how many, and the first of them.
struct Uncounted {
    double events = 0;
    std::int64_t fid = -1;
    std::optional<Point> at;

    void add(double number, const Feature& feature, const std::optional<Point>& place) {
        events += number;
        if (fid >= 0 && feature.fid >= fid) return;
        fid = feature.fid;
        at = place;
    }
};

/// An item is a site, or after the sites a cell.
class Items {
public:
    explicit Items(Ground& ground) : m_ground(ground) {}

    [[nodiscard]] std::size_t size() const { return m_ground.sites.size() + m_ground.cells.size(); }
    [[nodiscard]] const Point& at(std::size_t item) const {
        return item < m_ground.sites.size() ? m_ground.sites[item].site.at : cell(item).inside;
    }
    [[nodiscard]] std::int32_t unit(std::size_t item) const {
        return item < m_ground.sites.size() ? m_ground.sites[item].unit : cell(item).unit;
    }
    [[nodiscard]] const std::string& id(std::size_t item) const {
        return item < m_ground.sites.size() ? m_ground.site_ids[item] : cell(item).id;
    }
    void add_hours(std::size_t item, double hours) {
        if (item < m_ground.sites.size())
            m_ground.sites[item].site.workload += hours;
        else
            m_ground.cells[item - m_ground.sites.size()].cell.workload += hours;
    }

private:
    [[nodiscard]] const LocatedCell& cell(std::size_t item) const {
        return m_ground.cells[item - m_ground.sites.size()];
    }
    Ground& m_ground;
};

/// Finds the items at which points count.
class ItemFinder {
public:
    ItemFinder(const Ground& ground, const Items& items, const UnitFinder& units)
        : m_ground(ground), m_items(items), m_units(units), m_cells(cells_of(ground)), m_grids(ground.units.size()) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (items.unit(i) >= 0) m_of_unit[items.unit(i)].push_back(static_cast<std::int32_t>(i));
        }
        // The finder knows the units of all shards, in the same order.
        for (std::size_t u = 0; u < ground.units.size(); ++u)
            m_own[ground.units[u].number] = static_cast<std::int32_t>(u);
    }

    [[nodiscard]] bool is_foreign(const Point& at) const { return m_units.is_foreign(m_units.find(at)); }

    /// The item; nothing for a place in no unit, or in one without items.
    std::optional<std::size_t> find(const Point& at) {
        const std::int32_t cell = m_cells.find(at);
        if (cell >= 0) return m_ground.sites.size() + static_cast<std::size_t>(cell);
        const std::int32_t found = m_units.find(at);
        if (found < 0) return std::nullopt;
        const auto own = m_own.find(static_cast<std::size_t>(found));
        if (own == m_own.end()) return std::nullopt;
        return nearest(own->second, at);
    }

private:
    static std::vector<std::reference_wrapper<const MultiPolygon>> cells_of(const Ground& ground) {
        std::vector<std::reference_wrapper<const MultiPolygon>> cells;
        for (const LocatedCell& cell : ground.cells)
            cells.emplace_back(cell.cell.output);
        return cells;
    }

    std::optional<std::size_t> nearest(std::int32_t unit, const Point& at) {
        const auto of_unit = m_of_unit.find(unit);
        if (of_unit == m_of_unit.end()) return std::nullopt;
        const Plane& plane = m_ground.units[static_cast<std::size_t>(unit)].plane;
        std::optional<PointGrid>& grid = m_grids[static_cast<std::size_t>(unit)];
        if (!grid) {
            std::vector<Point> places;
            for (const std::int32_t item : of_unit->second)
                places.push_back(plane.to_work(m_items.at(static_cast<std::size_t>(item))));
            grid.emplace(places);
        }
        const auto found = grid->nearest(plane.to_work(at), 1, std::numeric_limits<double>::infinity(),
                                         [](std::int32_t) { return true; });
        return static_cast<std::size_t>(of_unit->second[static_cast<std::size_t>(found.front().second)]);
    }

    const Ground& m_ground;
    const Items& m_items;
    const UnitFinder& m_units;
    AreaLocator m_cells;
    std::map<std::int32_t, std::vector<std::int32_t>> m_of_unit;
    std::map<std::size_t, std::int32_t> m_own;  ///< by Unit::number
    std::vector<std::optional<PointGrid>> m_grids;
};

class EventCounter {
public:
    EventCounter(const GriddingRequest& request, const UnitFinder& units, Ground& ground)
        : m_events(*request.work->events),
          m_work(request.profile.work),
          m_units(units),
          m_ground(ground),
          m_items(ground) {}

    void count(InputNotes& notes, const GriddingRequest& request) {
        Source source = open(request);
        notes.add("events", source);
        const auto kind = field(source, m_events.kind_field, {"kind", "类型", "事件类型"}, "--events-kind");
        if (!kind)
            throw ConfigError(msg("no field says of which kind an event is"), source.place(),
                              msg("name it with --events-kind, or call it kind"));
        const auto number = field(source, m_events.count_field, {"count", "数量", "件数"}, "--events-count");
        std::vector<std::string> fields{*kind};
        if (number) fields.push_back(*number);
        const std::size_t id_at = fields.size();
        if (is_table())
            fields.push_back(*source.find_field(m_events.site_field, {}, "--events-site"));
        else
            m_finder.emplace(m_ground, m_items, m_units);
        if (is_table()) name_items();
        const CrsTransform to_output(is_table() ? m_ground.output_wkt : source.crs_wkt(), m_ground.output_wkt);
        source.for_each(fields, [&](Feature&& feature) {
            std::optional<Point> at;
            if (!feature.points.empty()) {
                at = feature.points.front();
                to_output({&*at, 1});
            }
            const Place place = source.place(feature.fid, at);
            const double events =
                number ? to_amount(feature.values[1], msg("the number of events ({})", *number), place) : 1;
            add(feature, events, to_text(feature.values[0]), at, is_table() ? to_text(feature.values[id_at]) : "");
        });
        if (!is_table())
            add_input_findings(msg("events"), source, {m_ground.output_wkt, request.allow_ballpark}, m_ground.findings);
        m_file = shown_source(source.ref().path);
        settle();
    }

private:
    [[nodiscard]] bool is_table() const { return !m_events.site_field.empty(); }

    [[nodiscard]] Source open(const GriddingRequest& request) const {
        SourceRef ref = m_events.source;
        ref.may_be_empty = true;
        if (is_table()) {
            ref.is_table = true;
            return Source::open(ref);
        }
        return open_kind(with_places(std::move(ref), request.profile.fields), GeometryKind::points);
    }

    static std::optional<std::string> field(const Source& source, const std::string& wanted,
                                            const std::vector<std::string>& usual, const char* option) {
        return source.find_field(wanted, usual, option);
    }

    void name_items() {
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const auto [found, is_new] = m_by_id.try_emplace(m_items.id(i), i);
            if (!is_new) found->second = std::nullopt;
        }
    }

    void add(const Feature& feature, double events, const std::string& kind, const std::optional<Point>& at,
             const std::string& id) {
        std::optional<std::size_t> item;
        if (is_table()) {
            const auto found = m_by_id.find(id);
            if (found != m_by_id.end()) item = found->second;
        } else if (at) {
            if (m_finder->is_foreign(*at)) return;
            item = m_finder->find(*at);
        }
        if (!item) return m_outside.add(events, feature, at);
        const auto minutes = m_work.event_min.find(kind);
        const bool is_known = minutes != m_work.event_min.end() || (m_work.other_event_min && !kind.empty());
        if (!is_known) return m_unknown[kind].add(events, feature, at);
        m_counted[{*item, kind}] += events;
    }

    /// Sums in an order that does not depend on that of the file.
    void settle() {
        constexpr double minutes_in_hour = 60;
        for (const auto& [where, events] : m_counted) {
            const auto found = m_work.event_min.find(where.second);
            const double minutes = found != m_work.event_min.end() ? found->second : m_work.other_event_min.value_or(0);
            m_items.add_hours(where.first, events * minutes / minutes_in_hour / m_events.months);
        }
        if (m_outside.events > 0) {
            tell("event_outside", m_outside,
                 msg("{} events of {} {}, and are not counted; the first is feature {}", number_text(m_outside.events),
                     m_file,
                     is_table() ? msg("are at no site of that identifier, or at several (--site-id)")
                                : msg("lie in no unit with sites or have no place"),
                     m_outside.fid));
        }
        for (const auto& [kind, uncounted] : m_unknown) {
            if (!(uncounted.events > 0)) continue;
            tell(
                "event_kind_unknown", uncounted,
                msg("{} events of {} {}, and are not counted; the first is feature {} ([events] of --profile)",
                    number_text(uncounted.events), m_file,
                    kind.empty() ? msg("have no kind") : msg("are of the kind '{}', whose minutes are not known", kind),
                    uncounted.fid));
        }
    }

    void tell(FindingCode code, const Uncounted& uncounted, const Message& text) {
        Finding finding{code, {}, {}, text, uncounted.at};
        finding.fid = uncounted.fid;
        m_ground.findings.push_back(std::move(finding));
    }

    const EventSource& m_events;
    const WorkProfile& m_work;
    const UnitFinder& m_units;
    Ground& m_ground;
    Items m_items;
    std::string m_file;
    std::optional<ItemFinder> m_finder;
    std::map<std::string, std::optional<std::size_t>> m_by_id;  ///< nothing: of several items
    std::map<std::pair<std::size_t, std::string>, double> m_counted;
    Uncounted m_outside;
    std::map<std::string, Uncounted> m_unknown;
};

}  // namespace

void count_events(const GriddingRequest& request, const UnitFinder& units, InputNotes& notes, Ground& ground) {
    const EventSource& events = *request.work->events;
    if (events.site_field.empty() && !request.boundaries && !request.cells)
        throw ConfigError(msg("events are counted within units"), {events.source.path, {}, {}, {}},
                          msg("give the boundaries as well"));
    EventCounter(request, units, ground).count(notes, request);
}

}  // namespace grid
