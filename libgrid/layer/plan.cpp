#include "libgrid/layer/plan.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "libgrid/layer/cell_graph.hpp"
#include "libgrid/layer/plan_graph.hpp"
#include "libgrid/layer/plan_group.hpp"
#include "libgrid/layer/plan_limits.hpp"
#include "libgrid/layer/zone_tolerance.hpp"

namespace grid {

namespace {

class Planner {
public:
    Planner(const Mesh& mesh, const PlanOptions& options)
        : m_mesh(mesh), m_options(options), m_cells(make_cell_graph(mesh)), m_workload(mesh) {}

    UnitPlan plan() {
        m_plan.grid.assign(m_mesh.cells.size(), -1);
        std::vector<PlanGroup> groups;
        if (!m_cells.zones.empty()) groups = make_groups();
        if (m_options.on_count) m_options.on_count(least_count(groups));
        for (PlanGroup& group : groups) {
            const std::vector<std::int32_t> cells = group.graph.cell;
            const DividedGroup divided = divide_group(std::move(group), m_options);
            const std::vector<std::int32_t>& part = divided.part;
            m_plan.tries += divided.tries;
            for (std::size_t v = 0; v < cells.size(); ++v)
                m_plan.grid[static_cast<std::size_t>(cells[v])] = m_plan.grid_count + part[v];
            m_plan.grid_count += 1 + *std::max_element(part.begin(), part.end());
        }
        m_plan.general_count = m_plan.grid_count;
        note_spanned();
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_mesh.cells[c].dedicated >= 0) m_plan.grid[c] = m_plan.grid_count++;
        }
        return std::move(m_plan);
    }

private:
    /// Where the count is free, a cell heavier than a grid may be is a grid of its own, and the others are counted as
    /// if it were one of the wanted size: its surplus must not take grids away from them.
    [[nodiscard]] Count counted(std::int32_t cell) const {
        const Count households = m_mesh.cells[static_cast<std::size_t>(cell)].households;
        return !m_options.count && households > m_options.size.max ? m_options.size.target : households;
    }

    /// The number of grids that the general cells should get.
    [[nodiscard]] GridCount wanted_count(Count households, std::int32_t cells) const {
        if (!m_options.count) return grid_count(households, m_options.size, cells);
        const std::int32_t count = *m_options.count;
        if (count > cells) return {cells, CountFit::not_enough_cells};
        if (households == 0 && count == 1) return {count, CountFit::no_households};
        if (households / count_scale < count && count > 1) return {count, CountFit::not_enough_households};
        return {count, CountFit::fits};
    }

    std::vector<PlanGroup> make_groups() {
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            const std::int32_t zone = m_cells.zone[c];
            if (zone < 0) continue;
            m_cells.zones[static_cast<std::size_t>(zone)].households -=
                m_mesh.cells[c].households - counted(static_cast<std::int32_t>(c));
        }
        Count households = 0;
        std::int32_t cells = 0;
        for (const Zone& zone : m_cells.zones) {
            households += zone.households;
            cells += zone.cells;
        }
        const GridCount total = wanted_count(households, cells);
        m_plan.fit = total.fit;
        const bool fixed = m_options.count.has_value();
        Limits limits{m_options.size.min, m_options.size.max};
        if (fixed) limits = limits_around(static_cast<double>(households) / total.count, m_options.tolerance);
        ZoneGroups zones = group_zones(m_cells.zones, m_cells.borders, limits.lower, std::max<Count>(1, limits.upper),
                                       total.count, fixed);
        std::vector<PlanGraph> graphs =
            make_plan_graphs(m_mesh, m_cells, zones, m_options.has_workload ? &m_workload : nullptr, m_options.apart,
                             m_options.sites, m_options.max_radius);
        if (fixed && m_options.previous) keep_counts(graphs, zones);
        make_room_for_apart(graphs, zones);
        return with_means(std::move(graphs), zones.count, households);
    }

    /// With a given number of grids a group that had grids before keeps its number where all groups can.
    void keep_counts(const std::vector<PlanGraph>& graphs, ZoneGroups& zones) const {
        std::map<std::int32_t, std::map<std::size_t, Count>> held;  // previous grid -> group -> households
        for (std::size_t g = 0; g < graphs.size(); ++g) {
            for (const std::int32_t cell : graphs[g].cell) {
                const std::int32_t grid = m_options.previous->grid[static_cast<std::size_t>(cell)];
                if (grid >= 0) held[grid][g] += m_mesh.cells[static_cast<std::size_t>(cell)].households;
            }
        }
        std::vector<std::int32_t> before(graphs.size(), 0);
        for (const auto& [grid, by_group] : held) {
            const auto most = std::max_element(by_group.begin(), by_group.end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; });
            ++before[most->first];
        }
        std::int64_t sum = 0;
        for (std::size_t g = 0; g < before.size(); ++g) {
            if (before[g] < zones.least[g] || before[g] > zones.most[g]) return;
            sum += before[g] - zones.count[g];
        }
        if (sum == 0) zones.count = before;
    }

    /// A group gets a grid for each of the cells that are all to be apart; where the count is given, as far as it goes.
    void make_room_for_apart(const std::vector<PlanGraph>& graphs, ZoneGroups& zones) const {
        if (m_options.apart.empty()) return;
        std::vector<Share> shares;
        std::int64_t total = 0;
        std::int64_t least = 0;
        bool has_room = true;
        for (std::size_t g = 0; g < graphs.size(); ++g) {
            Share share;
            for (const std::int32_t cell : graphs[g].cell)
                share.households += m_mesh.cells[static_cast<std::size_t>(cell)].households;
            share.most = static_cast<std::int32_t>(graphs[g].cell.size());
            share.least = most_apart(graphs[g].graph);
            has_room = has_room && zones.count[g] >= share.least;
            total += zones.count[g];
            least += share.least;
            shares.push_back(share);
        }
        if (has_room || (m_options.count && least > total)) return;
        zones.count = apportion(shares, std::max(total, least));
    }

    [[nodiscard]] std::vector<PlanGroup> with_means(std::vector<PlanGraph> graphs,
                                                    const std::vector<std::int32_t>& count, Count households) const {
        double workload = 0;
        double grids = 0;
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_cells.zone[c] >= 0) workload += static_cast<double>(m_workload.scaled(m_mesh.cells[c].workload));
        }
        for (const std::int32_t c : count)
            grids += c;
        std::vector<PlanGroup> groups;
        for (std::size_t g = 0; g < graphs.size(); ++g) {
            PlanGroup group;
            group.graph = std::move(graphs[g]);
            for (const std::int32_t cell : group.graph.cell)
                group.counted.push_back(counted(cell));
            group.count = count[g];
            group.unit_mean = static_cast<double>(households) / grids;
            group.unit_workload = workload / grids;
            group.even_price = m_options.evenness * typical_border(m_cells, grids);
            group.never_worse = m_options.count && m_cells.zones.size() > 1;
            groups.push_back(std::move(group));
        }
        return groups;
    }

    [[nodiscard]] std::int32_t least_count(const std::vector<PlanGroup>& groups) const {
        std::int32_t count = 0;
        for (const PlanGroup& group : groups)
            count += counts_of_group(group, m_options).front();
        for (const MeshCell& cell : m_mesh.cells)
            count += cell.dedicated >= 0 ? 1 : 0;
        return count;
    }

    /// Which kinds of borders between zones some grid lies on both sides of, and which tolerance would help.
    void note_spanned() {
        std::set<std::pair<std::int32_t, std::int32_t>> zones_of;  // grid, zone
        std::vector<std::vector<std::int32_t>> grids_of(m_cells.zones.size());
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            const std::int32_t zone = m_cells.zone[c];
            if (zone < 0 || !zones_of.emplace(m_plan.grid[c], zone).second) continue;
            grids_of[static_cast<std::size_t>(zone)].push_back(m_plan.grid[c]);
        }
        for (const ZoneBorder& border : m_cells.borders) {
            const std::vector<std::int32_t>& grids = grids_of[static_cast<std::size_t>(border.a)];
            const bool spanned = std::any_of(grids.begin(), grids.end(), [&](std::int32_t grid) {
                return zones_of.contains({grid, border.b});
            });
            if (spanned) (border.length_m > 0 ? m_plan.spans_hard_barrier : m_plan.disconnected) = true;
        }
        if (!m_options.count || !(m_plan.spans_hard_barrier || m_plan.disconnected)) return;
        Count step = 0;
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_cells.zone[c] >= 0) step = std::gcd(step, m_mesh.cells[c].households);
        }
        m_plan.tolerance_of_parts = tolerance_for_zones(m_cells.zones, m_plan.general_count, step);
    }

    const Mesh& m_mesh;
    const PlanOptions& m_options;
    CellGraph m_cells;
    WorkloadScale m_workload;
    UnitPlan m_plan;
};

}  // namespace

UnitPlan plan_unit(const Mesh& mesh, const PlanOptions& options) {
    return Planner(mesh, options).plan();
}

}  // namespace grid
