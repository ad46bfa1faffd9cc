#include "libgrid/merge/fuse.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/extra_fields.hpp"
#include "libgrid/layer/lineage.hpp"
#include "libgrid/merge/conflicts.hpp"
#include "libgrid/merge/dissolve.hpp"

namespace grid {

namespace {

/// Grids that are one now.
struct Group {
    std::vector<std::size_t> rows;  ///< ascending; empty: gone into another
    std::int64_t households = 0;
    double workload = 0;
    bool general = true;
    bool is_stuck = false;                    ///< it has no neighbour
    std::map<std::size_t, double> borders{};  ///< metres, by group
};

class UnitFusion {
public:
    UnitFusion(const GridSet& set, std::size_t first, std::size_t last) : m_set(set), m_first(first) {
        for (std::size_t i = first; i < last; ++i) {
            const GridRow& row = set.rows[i];
            m_groups.push_back({{i}, row.households, row.workload, row.kind != "dedicated"});
        }
    }

    /// Groups of rows, those of one row among them, and the rows that could not be joined to others.
    std::vector<Group> run(std::int64_t least) {
        if (!smallest(least)) return std::move(m_groups);
        find_borders();
        while (const std::optional<std::size_t> small = smallest(least)) {
            if (const std::optional<std::size_t> other = best_neighbour(*small)) {
                join(std::min(*small, *other), std::max(*small, *other));
            } else {
                m_groups[*small].is_stuck = true;
            }
        }
        return std::move(m_groups);
    }

private:
    [[nodiscard]] std::optional<std::size_t> smallest(std::int64_t least) const {
        std::optional<std::size_t> best;
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            const Group& group = m_groups[g];
            if (group.rows.empty() || !group.general || group.is_stuck || group.households >= least) continue;
            const auto key = [this](std::size_t i) { return std::tie(m_groups[i].households, m_groups[i].workload); };
            if (!best || key(g) < key(*best)) best = g;
        }
        return best;
    }

    void find_borders() {
        const GroundScale scale = scale_of(m_set);
        std::vector<std::tuple<Point, Point, std::size_t>> segments;
        for (std::size_t g = 0; g < m_groups.size(); ++g) {
            if (!m_groups[g].general) continue;
            for (const Polygon& polygon : m_set.geometry[m_first + g]) {
                const auto add = [&](const Ring& ring) {
                    for (std::size_t i = 1; i < ring.size(); ++i) {
                        const auto [a, b] = std::minmax(ring[i - 1], ring[i]);
                        segments.emplace_back(a, b, g);
                    }
                };
                add(polygon.shell);
                std::ranges::for_each(polygon.holes, add);
            }
        }
        std::ranges::sort(segments);
        for (std::size_t i = 1; i < segments.size(); ++i) {
            const auto& [a, b, g] = segments[i];
            const auto& [a_before, b_before, other] = segments[i - 1];
            const double length = scale.distance(a, b);
            if (a != a_before || b != b_before || g == other || !(length > 0)) continue;
            m_groups[g].borders[other] += length;
            m_groups[other].borders[g] += length;
        }
    }

    [[nodiscard]] std::optional<std::size_t> best_neighbour(std::size_t g) const {
        std::optional<std::size_t> best;
        const auto key = [&](std::size_t i) {
            return std::tuple(m_groups[i].households, m_groups[i].workload, -m_groups[g].borders.at(i), i);
        };
        for (const auto& [other, metres] : m_groups[g].borders) {
            if (!best || key(other) < key(*best)) best = other;
        }
        return best;
    }

    void join(std::size_t into, std::size_t from) {
        Group& a = m_groups[into];
        Group b = std::move(m_groups[from]);
        m_groups[from] = {};
        a.rows.insert(a.rows.end(), b.rows.begin(), b.rows.end());
        std::ranges::sort(a.rows);
        a.households += b.households;
        a.workload += b.workload;
        for (const auto& [other, metres] : b.borders) {
            m_groups[other].borders.erase(from);
            if (other == into) continue;
            a.borders[other] += metres;
            m_groups[other].borders[into] += metres;
        }
    }

    const GridSet& m_set;
    std::size_t m_first;
    std::vector<Group> m_groups;
};

class Fusion {
public:
    Fusion(GridSet& set, std::int64_t least, const std::string& date, Findings& findings)
        : m_set(set), m_least(least), m_date(date), m_findings(findings) {}

    std::int64_t run() {
        const std::vector<std::size_t> bounds = unit_bounds(m_set);
        m_heir.resize(m_set.size());
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            m_heir[i] = i;
            m_codes.push_back(m_set.rows[i].code);
            m_households.push_back(m_set.rows[i].households);
        }
        for (std::size_t u = 0; u + 1 < bounds.size(); ++u) {
            bool changed = false;
            for (const Group& group : UnitFusion(m_set, bounds[u], bounds[u + 1]).run(m_least)) {
                if (group.is_stuck) report_stuck(group);
                if (group.rows.size() < 2) continue;
                join(group);
                changed = true;
            }
            if (changed) m_changed_units.push_back(m_set.rows[bounds[u]].unit_code);
        }
        if (m_changed_units.empty()) return 0;
        return finish();
    }

private:
    void report_stuck(const Group& group) {
        const GridRow& row = m_set.rows[group.rows.front()];
        Finding stuck{"no_neighbour", row.unit_code, row.code,
                      msg("grid {} has {} households, fewer than {}, and no general grid of its unit beside it "
                          "to be joined to",
                          row.code, group.households, m_least),
                      point_of(m_set.geometry[group.rows.front()])};
        m_findings.push_back(std::move(stuck));
    }

    [[nodiscard]] std::vector<GridOverlap> overlaps_of(const std::vector<std::size_t>& rows,
                                                       std::int32_t result) const {
        std::vector<GridOverlap> overlaps;
        for (const std::size_t i : rows) {
            overlaps.push_back(
                {static_cast<std::int32_t>(i), result, m_households[i] * count_scale, m_set.rows[i].area_m2});
        }
        return overlaps;
    }

    void join(const Group& group) {
        std::vector<const MultiPolygon*> parts;
        for (const std::size_t i : group.rows)
            parts.push_back(&m_set.geometry[i]);
        MultiPolygon dissolved = dissolve(parts);
        if (dissolved.empty())
            throw GeometryError(msg("grids cannot be joined: they overlap"), place_of(m_set, group.rows.front()),
                                msg("see what gridcheck finds, and what its --repair mends"));
        std::vector<GridOverlap> overlaps = overlaps_of(group.rows, 0);
        for (std::size_t k = 0; k < overlaps.size(); ++k)
            overlaps[k].old_grid = static_cast<std::int32_t>(k);
        const std::size_t heir = group.rows[static_cast<std::size_t>(heirs(overlaps, overlaps.size(), 1).front())];
        GridRow& row = m_set.rows[heir];
        for (const std::size_t i : group.rows) {
            m_heir[i] = heir;
            m_groups[heir].push_back(i);
            if (i == heir) continue;
            add_counts(m_set.rows[i], row);
        }
        m_dissolved.emplace_back(heir, std::move(dissolved));
    }

    /// What was joined is no longer what it was.
    void renew_dates() {
        std::vector<FieldInfo>& fields = m_set.extra_fields;
        auto known = std::ranges::find_if(fields, is_valid_from);
        if (known == fields.end() && m_date.empty()) return;
        if (known == fields.end()) known = fields.insert(known, {valid_from_field, FieldType::date});
        const auto field = static_cast<std::size_t>(known - fields.begin());
        for (const auto& [row, geometry] : m_dissolved) {
            std::vector<Value>& extra = m_set.rows[row].extra;
            extra.resize(std::max(extra.size(), field + 1));
            extra[field] = m_date.empty() ? Value() : Value(m_date);
        }
    }

    std::int64_t finish() {
        write_lineage();
        renew_dates();
        std::vector<char> keep(m_set.size(), 1);
        std::int64_t fused = 0;
        std::map<std::string, std::string> renamed;
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            if (m_heir[i] == i) continue;
            keep[i] = 0;
            ++fused;
            renamed[m_codes[i]] = m_codes[m_heir[i]];
        }
        for (auto& [row, geometry] : m_dissolved) {
            m_set.geometry[row] = std::move(geometry);
            m_set.stale[row] = 1;
        }
        for (Finding& issue : m_set.issues) {
            if (const auto found = renamed.find(issue.grid_code); found != renamed.end())
                issue.grid_code = found->second;
        }
        keep_rows(m_set, keep);
        const std::vector<std::size_t> bounds = unit_bounds(m_set);
        for (std::size_t u = 0; u + 1 < bounds.size(); ++u) {
            if (std::ranges::binary_search(m_changed_units, m_set.rows[bounds[u]].unit_code))
                set_deviations(m_set, bounds[u], bounds[u + 1]);
        }
        return fused;
    }

    /// Before rows are left out: all are old ones, and those that stay are new ones as well.
    void write_lineage() {
        std::vector<GridOverlap> overlaps;
        std::vector<std::string> new_codes;
        std::vector<std::int64_t> households;
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            if (m_heir[i] != i) continue;
            const auto found = m_groups.find(i);
            const std::vector<std::size_t> rows = found == m_groups.end() ? std::vector{i} : found->second;
            const std::vector<GridOverlap> own = overlaps_of(rows, static_cast<std::int32_t>(new_codes.size()));
            overlaps.insert(overlaps.end(), own.begin(), own.end());
            new_codes.push_back(m_codes[i]);
            households.push_back(m_set.rows[i].households);
        }
        const std::vector<LineageRow> before = std::move(m_set.lineage);
        m_set.lineage = lineage_rows(overlaps, m_codes, new_codes, households);
        LineageFacts facts;
        facts.date = m_date;
        name_changes(facts, m_set.lineage);
        keep_retired(m_set, before, {});
    }

    GridSet& m_set;
    std::int64_t m_least;
    const std::string& m_date;
    Findings& m_findings;
    std::vector<std::size_t> m_heir;         ///< by row: the row that it goes on in
    std::vector<std::string> m_codes;        ///< by row
    std::vector<std::int64_t> m_households;  ///< by row, before
    std::map<std::size_t, std::vector<std::size_t>> m_groups;
    std::vector<std::pair<std::size_t, MultiPolygon>> m_dissolved;
    std::vector<std::string> m_changed_units;  ///< ascending
};

}  // namespace

std::int64_t fuse_small_grids(GridSet& set, std::int64_t least, const std::string& date, Findings& findings) {
    return Fusion(set, least, date, findings).run();
}

}  // namespace grid
