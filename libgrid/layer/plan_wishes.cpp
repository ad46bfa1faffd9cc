#include "libgrid/layer/plan_wishes.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/partition/radius.hpp"

namespace grid {

namespace {

/// The mesh as the plan sees it: cells that are one, as one. It has no places, only cells and what lies between them.
class ContractedMesh {
public:
    ContractedMesh(const Mesh& mesh, const CellWishes& wishes) : m_of(mesh.cells.size(), -1) {
        for (const MeshCell& cell : mesh.cells)
            m_first_free_area = std::max(m_first_free_area, cell.dedicated + 1);
        join_cells(mesh, wishes);
        m_mesh.plane = mesh.plane;
        for (std::size_t c = 0; c < mesh.cells.size(); ++c)
            add(mesh.cells[c], m_of[c], wishes.is_released[c] == 0);
        for (MeshCell& cell : m_mesh.cells) {
            if (cell.area_m2 > 0) cell.at = {cell.at.x / cell.area_m2, cell.at.y / cell.area_m2};
        }
        for (MeshEdge edge : mesh.edges) {
            if (edge.left == no_cell || edge.right == no_cell) continue;
            edge.left = of(edge.left);
            edge.right = of(edge.right);
            if (edge.left != edge.right) m_mesh.edges.push_back(edge);
        }
        settle(wishes);
    }

    [[nodiscard]] const Mesh& mesh() const { return m_mesh; }
    [[nodiscard]] std::int32_t of(std::int32_t cell) const { return m_of[static_cast<std::size_t>(cell)]; }
    /// By contracted cell: whether it is a locked grid, or counts nothing.
    [[nodiscard]] bool is_lock(std::size_t cell) const { return m_is_lock[cell] != 0; }
    [[nodiscard]] bool is_left_over(std::size_t cell) const { return m_is_left_over[cell] != 0; }

private:
    void join_cells(const Mesh& mesh, const CellWishes& wishes) {
        DisjointSets sets(mesh.cells.size());
        std::map<std::int32_t, std::int32_t> first_of_lock;
        std::map<std::int32_t, std::int32_t> first_of_set;
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            const auto cell = static_cast<std::int32_t>(c);
            if (wishes.lock[c] >= 0) sets.unite(cell, first_of_lock.try_emplace(wishes.lock[c], cell).first->second);
            if (wishes.set[c] >= 0) sets.unite(cell, first_of_set.try_emplace(wishes.set[c], cell).first->second);
        }
        for (const MeshEdge& edge : mesh.edges) {
            if (edge.left == no_cell || edge.right == no_cell) continue;
            const bool both = wishes.is_left_over[static_cast<std::size_t>(edge.left)] != 0 &&
                              wishes.is_left_over[static_cast<std::size_t>(edge.right)] != 0;
            if (both) sets.unite(edge.left, edge.right);
        }
        std::int32_t count = 0;
        for (std::size_t c = 0; c < m_of.size(); ++c) {  // the first of a set stands for it
            const std::int32_t first = sets.find(static_cast<std::int32_t>(c));
            m_of[c] = first == static_cast<std::int32_t>(c) ? count++ : of(first);
        }
        m_mesh.cells.resize(static_cast<std::size_t>(count));
        for (MeshCell& cell : m_mesh.cells)
            cell.parts = 0;
    }

    void add(const MeshCell& cell, std::int32_t to, bool keeps_area) {
        MeshCell& sum = m_mesh.cells[static_cast<std::size_t>(to)];
        sum.at.x += cell.at.x * cell.area_m2;
        sum.at.y += cell.at.y * cell.area_m2;
        sum.area_m2 += cell.area_m2;
        sum.sites += cell.sites;
        sum.households += cell.households;
        sum.persons += cell.persons;
        sum.workload += cell.workload;
        sum.dedicated = keeps_area ? cell.dedicated : -1;
        sum.parts += cell.parts;
    }

    /// Locked grids and what counts nothing take no part in the division, as dedicated areas do not.
    void settle(const CellWishes& wishes) {
        m_is_lock.assign(m_mesh.cells.size(), 0);
        m_is_left_over.assign(m_mesh.cells.size(), 0);
        for (std::size_t c = 0; c < m_of.size(); ++c) {
            const auto to = static_cast<std::size_t>(m_of[c]);
            if (wishes.lock[c] >= 0) m_is_lock[to] = 1;
            if (wishes.is_left_over[c] != 0) m_is_left_over[to] = 1;
        }
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_is_lock[c] != 0 || m_is_left_over[c] != 0)
                m_mesh.cells[c].dedicated = m_first_free_area + static_cast<std::int32_t>(c);
        }
    }

    Mesh m_mesh;
    std::vector<std::int32_t> m_of;
    std::int32_t m_first_free_area = 0;
    std::vector<char> m_is_lock;
    std::vector<char> m_is_left_over;
};

class WishPlanner {
public:
    WishPlanner(const Mesh& mesh, PlanOptions options, const CellWishes& wishes)
        : m_full(mesh), m_options(std::move(options)), m_wishes(wishes), m_contracted(mesh, wishes) {}

    UnitPlan plan() {
        choose_count();
        carry_previous();
        for (const ApartCells& pair : m_wishes.apart)
            m_options.apart.emplace_back(m_contracted.of(pair.one), m_contracted.of(pair.other));
        if (!m_options.sites.empty()) contract_sites();
        const Mesh& mesh = m_contracted.mesh();
        m_plan = plan_unit(mesh, m_options);
        renumber();
        give_away_left_over();
        std::vector<std::int32_t> grid;
        for (std::size_t c = 0; c < m_full.cells.size(); ++c)
            grid.push_back(m_plan.grid[static_cast<std::size_t>(m_contracted.of(static_cast<std::int32_t>(c)))]);
        m_plan.grid = std::move(grid);
        return std::move(m_plan);
    }

private:
    /// The grids that are left to be made: all but the locked ones.
    void choose_count() {
        const std::int32_t locks = m_wishes.lock_count;
        if (m_options.count)
            m_options.count = std::max(1, *m_options.count - locks);
        else if (m_wishes.centres > 0 && can_have_grids(m_wishes.centres))
            m_options.count = m_wishes.centres;
        if (!m_options.on_count || locks == 0) return;
        m_options.on_count = [tell = m_options.on_count, locks](std::int32_t count) { tell(count + locks); };
    }

    /// Whether so many grids would be of a size that is wanted, on average.
    [[nodiscard]] bool can_have_grids(std::int32_t count) const {
        Count households = 0;
        for (const MeshCell& cell : m_contracted.mesh().cells)
            households += cell.dedicated < 0 ? cell.households : 0;
        return count * m_options.size.min <= households && households <= count * m_options.size.max;
    }

    /// The previous grid of a set is that of most of its households.
    void carry_previous() {
        if (!m_options.previous) return;
        std::vector<std::map<std::int32_t, Count>> held(m_contracted.mesh().cells.size());
        for (std::size_t c = 0; c < m_full.cells.size(); ++c) {
            const auto to = static_cast<std::size_t>(m_contracted.of(static_cast<std::int32_t>(c)));
            held[to][m_options.previous->grid[c]] += m_full.cells[c].households;
        }
        std::vector<std::int32_t> grid;
        for (const std::map<std::int32_t, Count>& by_grid : held) {
            const auto most = std::max_element(by_grid.begin(), by_grid.end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; });
            grid.push_back(most->first);
        }
        m_options.previous->grid = std::move(grid);
    }

    void contract_sites() {
        std::vector<std::int64_t> households;
        std::vector<std::int32_t> to;
        for (std::size_t c = 0; c < m_full.cells.size(); ++c) {
            households.push_back(m_full.cells[c].households);
            to.push_back(m_contracted.of(static_cast<std::int32_t>(c)));
        }
        m_options.sites = partition::contracted_sites(m_options.sites, households, 1, to,
                                                      static_cast<std::int32_t>(m_contracted.mesh().cells.size()));
    }

    /// General grids first, the locked ones behind them, then the dedicated ones. What counts nothing has none yet.
    void renumber() {
        std::vector<std::int32_t> number(static_cast<std::size_t>(m_plan.grid_count), -1);
        std::int32_t next = m_plan.general_count;
        for (std::int32_t g = 0; g < next; ++g)
            number[static_cast<std::size_t>(g)] = g;
        const auto number_those = [&](auto&& is_wanted) {
            for (std::size_t c = 0; c < m_plan.grid.size(); ++c) {
                const auto grid = static_cast<std::size_t>(m_plan.grid[c]);
                if (number[grid] < 0 && is_wanted(c)) number[grid] = next++;
            }
        };
        number_those([this](std::size_t c) { return m_contracted.is_lock(c); });
        m_plan.general_count = next;
        number_those([this](std::size_t c) { return !m_contracted.is_left_over(c); });
        m_plan.grid_count = next;
        for (std::int32_t& grid : m_plan.grid)
            grid = number[static_cast<std::size_t>(grid)];
    }

    /// Each piece of ground that counts nothing goes to the general grid with the longest common border, before all to
    /// one that is not locked; a piece between dedicated areas alone makes a grid.
    void give_away_left_over() {
        const Mesh& mesh = m_contracted.mesh();
        using Rank = std::pair<int, double>;  // not locked, metres in common
        std::vector<std::map<std::int32_t, Rank>> around(mesh.cells.size());
        const auto look = [&](std::int32_t cell, std::int32_t beside, double length) {
            const auto other = static_cast<std::size_t>(beside);
            const std::int32_t grid = m_plan.grid[other];
            if (!m_contracted.is_left_over(static_cast<std::size_t>(cell)) || grid < 0 || grid >= m_plan.general_count)
                return;
            Rank& rank = around[static_cast<std::size_t>(cell)][grid];
            rank.first = m_contracted.is_lock(other) ? 0 : 1;
            rank.second += length;
        };
        for (const MeshEdge& edge : mesh.edges) {
            look(edge.left, edge.right, edge.length_m);
            look(edge.right, edge.left, edge.length_m);
        }
        for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
            if (!m_contracted.is_left_over(c)) continue;
            const auto best = std::max_element(around[c].begin(), around[c].end(),
                                               [](const auto& a, const auto& b) { return a.second < b.second; });
            m_plan.grid[c] = best == around[c].end() ? m_plan.grid_count++ : best->first;
        }
    }

    const Mesh& m_full;
    PlanOptions m_options;
    const CellWishes& m_wishes;
    ContractedMesh m_contracted;
    UnitPlan m_plan;
};

}  // namespace

UnitPlan plan_unit(const Mesh& mesh, PlanOptions options, const CellWishes& wishes) {
    if (wishes.empty()) return plan_unit(mesh, options);
    return WishPlanner(mesh, std::move(options), wishes).plan();
}

}  // namespace grid
