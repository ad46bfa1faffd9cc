#include "libgrid/layer/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "libgrid/layer/cell_graph.hpp"

namespace grid {

namespace {

/// Workload as integers for the partitioner: the unit's total is about 2^40.
struct WorkloadScale {
    double factor = 0;

    explicit WorkloadScale(const Mesh& mesh) {
        double total = 0;
        for (const MeshCell& cell : mesh.cells)
            total += cell.workload;
        if (total > 0) factor = std::ldexp(1.0, 40) / total;
    }
    [[nodiscard]] std::int64_t scaled(double workload) const { return std::llround(workload * factor); }
};

/// The graph of the cells of some zones, as the partition stage wants it.
struct Subgraph {
    Graph graph;
    std::vector<std::int32_t> cell;  ///< by vertex
};

Subgraph make_subgraph(const Mesh& mesh, const CellGraph& cells, const std::vector<std::int32_t>& members,
                       std::vector<std::int32_t>& vertex_of, const WorkloadScale* workload) {
    Subgraph result;
    result.cell = members;
    std::fill(vertex_of.begin(), vertex_of.end(), -1);
    for (std::size_t v = 0; v < members.size(); ++v)
        vertex_of[static_cast<std::size_t>(members[v])] = static_cast<std::int32_t>(v);
    struct Arc {
        std::int32_t from;
        std::int32_t to;
        double weight;
    };
    std::vector<Arc> arcs;
    const auto add = [&](const CellPair& pair) {
        const std::int32_t a = vertex_of[static_cast<std::size_t>(pair.first)];
        const std::int32_t b = vertex_of[static_cast<std::size_t>(pair.second)];
        if (a < 0 || b < 0) return;
        arcs.push_back({a, b, pair.cost});
        arcs.push_back({b, a, pair.cost});
    };
    for (const CellPair& pair : cells.pairs) {
        // Cells of one zone that meet only at a hard barrier are no neighbours; those of joined zones have to be.
        const bool joined =
            cells.zone[static_cast<std::size_t>(pair.first)] != cells.zone[static_cast<std::size_t>(pair.second)];
        if (pair.soft_m > 0 || joined) add(pair);
    }
    for (const CellPair& link : cells.links)
        add(link);
    std::sort(arcs.begin(), arcs.end(),
              [](const Arc& a, const Arc& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });

    Graph& graph = result.graph;
    graph.criteria = workload != nullptr ? 2 : 1;
    graph.offsets.assign(members.size() + 1, 0);
    for (const Arc& arc : arcs) {
        ++graph.offsets[static_cast<std::size_t>(arc.from) + 1];
        graph.adjacency.push_back(arc.to);
        graph.edge_weight.push_back(arc.weight);
    }
    for (std::size_t v = 0; v < members.size(); ++v) {
        graph.offsets[v + 1] += graph.offsets[v];
        const MeshCell& cell = mesh.cells[static_cast<std::size_t>(members[v])];
        graph.weight.push_back(cell.households);
        if (workload != nullptr) graph.weight.push_back(workload->scaled(cell.workload));
        graph.x.push_back(cell.at.x);
        graph.y.push_back(cell.at.y);
    }
    return result;
}

Limits around(double mean, double tolerance) {
    return {static_cast<std::int64_t>(std::ceil(mean * (1 - tolerance) - 1e-6)),
            static_cast<std::int64_t>(std::floor(mean * (1 + tolerance) + 1e-6))};
}

/// The limits of the grids of a part between hard barriers. With a fixed count they stand around the mean of the unit;
/// where that lies far from the mean of the part they give way, so that there is room around the latter as well.
Limits limits_of(bool fixed, double unit_mean, double own_mean, double tolerance) {
    if (!fixed) return around(own_mean, tolerance);
    const Limits unit = around(unit_mean, tolerance);
    const Limits own = around(own_mean, tolerance / 2);
    return {std::min(unit.lower, own.lower), std::max(unit.upper, own.upper)};
}

class Planner {
public:
    Planner(const Mesh& mesh, const PlanOptions& options)
        : m_mesh(mesh), m_options(options), m_cells(make_cell_graph(mesh)), m_workload(mesh) {}

    UnitPlan plan() {
        m_plan.grid.assign(m_mesh.cells.size(), -1);
        if (!m_cells.zones.empty()) plan_general();
        m_plan.general_count = m_plan.grid_count;
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_mesh.cells[c].dedicated >= 0) m_plan.grid[c] = m_plan.grid_count++;
        }
        return std::move(m_plan);
    }

private:
    /// Where the count is free, a cell heavier than a grid may be is a grid of its own, and the others are counted as
    /// if it were one of the wanted size: its surplus must not take grids away from them.
    [[nodiscard]] bool is_too_heavy(std::int32_t cell) const {
        return !m_options.count && m_mesh.cells[static_cast<std::size_t>(cell)].households > m_options.size.max;
    }

    [[nodiscard]] Count counted(std::int32_t cell) const {
        return is_too_heavy(cell) ? m_options.size.target : m_mesh.cells[static_cast<std::size_t>(cell)].households;
    }

    void plan_general() {
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            const std::int32_t zone = m_cells.zone[c];
            if (zone < 0) continue;
            m_cells.zones[static_cast<std::size_t>(zone)].households -=
                m_mesh.cells[c].households - counted(static_cast<std::int32_t>(c));
        }
        Count households = 0;
        double workload = 0;
        std::int32_t cells = 0;
        for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
            if (m_cells.zone[c] >= 0) workload += static_cast<double>(m_workload.scaled(m_mesh.cells[c].workload));
        }
        for (const Zone& zone : m_cells.zones) {
            households += zone.households;
            cells += zone.cells;
        }
        GridCount total{1, CountFit::fits};
        if (m_options.count) {
            total.count = std::min(*m_options.count, cells);
            if (total.count < *m_options.count) total.fit = CountFit::not_enough_cells;
        } else {
            total = grid_count(households, m_options.size, cells);
        }
        m_plan.fit = total.fit;
        const bool fixed = m_options.count.has_value();
        m_mean = static_cast<double>(households) / total.count;
        m_workload_mean = workload / total.count;
        const Limits limits =
            fixed ? around(m_mean, m_options.tolerance) : Limits{m_options.size.min, m_options.size.max};
        const ZoneGroups groups =
            group_zones(m_cells.zones, m_cells.borders, limits.lower, limits.upper, total.count, fixed);
        note_joined(groups);
        std::vector<std::int32_t> vertex_of(m_mesh.cells.size());
        for (std::size_t g = 0; g < groups.count.size(); ++g) {
            std::vector<std::int32_t> members;
            for (std::size_t c = 0; c < m_mesh.cells.size(); ++c) {
                const std::int32_t zone = m_cells.zone[c];
                if (zone >= 0 && groups.group[static_cast<std::size_t>(zone)] == static_cast<std::int32_t>(g)) {
                    members.push_back(static_cast<std::int32_t>(c));
                }
            }
            plan_group(members, groups.count[g], fixed, vertex_of);
        }
    }

    void note_joined(const ZoneGroups& groups) {
        for (const ZoneBorder& border : m_cells.borders) {
            if (groups.group[static_cast<std::size_t>(border.a)] != groups.group[static_cast<std::size_t>(border.b)])
                continue;
            (border.length_m > 0 ? m_plan.spans_hard_barrier : m_plan.disconnected) = true;
        }
    }

    void plan_group(const std::vector<std::int32_t>& members, std::int32_t count, bool fixed,
                    std::vector<std::int32_t>& vertex_of) {
        std::vector<std::int32_t> part(members.size(), 0);
        std::vector<std::int32_t> counts{count};
        if (had_grids(members) && !fixed) counts = counts_after(members, count);
        if (counts.back() > 1) {
            Subgraph sub =
                make_subgraph(m_mesh, m_cells, members, vertex_of, m_options.has_workload ? &m_workload : nullptr);
            part = had_grids(members) ? divide_after(sub, counts, fixed) : divide(sub, count, fixed);
        }
        count = 1 + *std::max_element(part.begin(), part.end());
        for (std::size_t v = 0; v < members.size(); ++v)
            m_plan.grid[static_cast<std::size_t>(members[v])] = m_plan.grid_count + part[v];
        m_plan.grid_count += count;
    }

    /// The task of dividing a group: limits within the tolerance of its mean and, where the count is free, within the
    /// limits of a grid.
    [[nodiscard]] PartitionOptions options_for(const Subgraph& sub, std::int32_t count, bool fixed) const {
        double households = 0;
        double workload = 0;
        for (const std::int32_t c : sub.cell) {
            households += static_cast<double>(counted(c));
            workload += static_cast<double>(m_workload.scaled(m_mesh.cells[static_cast<std::size_t>(c)].workload));
        }
        PartitionOptions options;
        options.parts = count;
        options.effort = m_options.effort;
        options.seed = m_options.seed;
        options.limits.push_back(limits_of(fixed, m_mean, households / count, m_options.tolerance));
        if (sub.graph.criteria == 2)
            options.limits.push_back(limits_of(fixed, m_workload_mean, workload / count, m_options.workload_tolerance));
        if (!fixed && mean_fits(households / count)) {
            Limits& wanted = options.limits.front();
            wanted = {std::max(wanted.lower, m_options.size.min), std::min(wanted.upper, m_options.size.max)};
        }
        return options;
    }

    [[nodiscard]] bool had_grids(const std::vector<std::int32_t>& members) const {
        return m_options.previous && std::any_of(members.begin(), members.end(), [this](std::int32_t c) {
                   return m_options.previous->grid[static_cast<std::size_t>(c)] >= 0;
               });
    }

    [[nodiscard]] bool mean_fits(double mean) const {
        return mean >= static_cast<double>(m_options.size.min) && mean <= static_cast<double>(m_options.size.max);
    }

    [[nodiscard]] std::vector<std::int32_t> divide(Subgraph& sub, std::int32_t count, bool fixed) const {
        PartitionOptions options = options_for(sub, count, fixed);
        Limits& wanted = options.limits.front();
        fill_with_heavy_cells(sub, wanted.upper);
        if (m_options.on_problem) m_options.on_problem(sub.graph, options);
        PartitionResult result = partition_graph(sub.graph, options);
        if (result.feasible || fixed || !mean_fits(mean_of(sub, count))) return result.part;
        // The tolerance cannot be kept; the limits perhaps can.
        wanted = {m_options.size.min, m_options.size.max};
        fill_with_heavy_cells(sub, wanted.upper);
        PartitionResult wider = partition_graph(sub.graph, options);
        const bool better = missed_by(sub, wider.part, count, wanted) < missed_by(sub, result.part, count, wanted);
        return better ? wider.part : result.part;
    }

    [[nodiscard]] double mean_of(const Subgraph& sub, std::int32_t count) const {
        double households = 0;
        for (const std::int32_t c : sub.cell)
            households += static_cast<double>(counted(c));
        return households / count;
    }

    /// Where there were grids before. The limits lie, by the stability, between the tolerance and those of a grid.
    [[nodiscard]] std::vector<std::int32_t> divide_after(Subgraph& sub, const std::vector<std::int32_t>& counts,
                                                         bool fixed) const {
        PreviousParts before;
        before.stability = m_options.previous->stability;
        std::map<std::int32_t, std::int32_t> number{{-1, -1}};
        for (const std::int32_t c : sub.cell) {
            const std::int32_t grid = m_options.previous->grid[static_cast<std::size_t>(c)];
            const auto next = static_cast<std::int32_t>(number.size()) - 1;
            before.part.push_back(number.try_emplace(grid, next).first->second);
            // Land without households does not change hands for nothing either.
            before.stay.push_back(m_mesh.cells[static_cast<std::size_t>(c)].households + count_scale);
        }
        std::vector<std::int32_t> best;
        std::pair<Count, double> least{};
        for (const std::int32_t count : counts) {
            PartitionOptions options = options_for(sub, count, fixed);
            Limits& wanted = options.limits.front();
            Limits limits = wanted;
            if (!fixed && mean_fits(mean_of(sub, count))) {
                limits = {m_options.size.min, m_options.size.max};
                const auto between = [&](Count narrow, Count wide) {
                    return narrow + std::llround(before.stability * static_cast<double>(wide - narrow));
                };
                wanted = {between(wanted.lower, limits.lower), between(wanted.upper, limits.upper)};
            }
            fill_with_heavy_cells(sub, wanted.upper);
            const PartitionResult result = repartition_graph(sub.graph, options, before);
            const std::pair cost{missed_by(sub, result.part, count, limits), result.cost};
            if (!best.empty() && cost >= least) continue;
            best = result.part;
            least = cost;
        }
        return best;
    }

    /// How many grids a group may get where there were some before: as many, or as many as come of splitting those that
    /// are too large and joining those that are too small; of a small group also one more or fewer.
    [[nodiscard]] std::vector<std::int32_t> counts_after(const std::vector<std::int32_t>& members,
                                                         std::int32_t count) const {
        constexpr std::int32_t small = 12;
        std::map<std::int32_t, Count> before;
        Count households = 0;
        for (const std::int32_t c : members) {
            households += counted(c);
            const std::int32_t grid = m_options.previous->grid[static_cast<std::size_t>(c)];
            if (grid >= 0) before[grid] += counted(c);
        }
        const GridSize& size = m_options.size;
        const Count target = size.target;
        const Count lower = size.min;
        const Count upper = size.max;
        const auto cells = static_cast<Count>(members.size());
        const auto least_for = [&, h = households](Count limit) { return std::max<Count>(1, (h + limit - 1) / limit); };
        const auto most_for = [&, h = households](Count limit) {
            return std::min(cells, limit > 0 ? h / limit : cells);
        };
        Count least = least_for(upper);
        Count most = most_for(lower);
        if (least > most) return {count};
        // Where the mean is at a limit, grids lose their shape and the next year moves them all: some room, if
        // possible.
        const Count room = (upper - lower) / 5;
        if (least_for(upper - room) <= most_for(lower + room)) {
            least = least_for(upper - room);
            most = most_for(lower + room);
        }
        Count same = 0;
        Count natural = 0;
        Count rest = 0;  // of grids too small to stay alone
        for (const auto& [grid, held] : before) {
            const bool is_piece = 2 * held < lower;  // the rest of it lies elsewhere
            same += is_piece ? 0 : 1;
            if (held < lower) {
                rest += held;
            } else {
                const Count pieces = (held + upper - 1) / upper;
                natural += held / pieces >= lower ? pieces : 1;
            }
        }
        natural += (rest + target / 2) / target;
        std::vector<Count> wanted{same, natural};
        if (same <= small) wanted.insert(wanted.end(), {same - 1, same + 1});
        std::vector<std::int32_t> counts;
        for (const Count c : wanted)
            counts.push_back(static_cast<std::int32_t>(std::clamp(c, least, most)));
        std::sort(counts.begin(), counts.end());
        counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
        return counts;
    }

    /// A cell that is too heavy fills a part alone.
    void fill_with_heavy_cells(Subgraph& sub, Count upper) const {
        for (std::size_t v = 0; v < sub.cell.size(); ++v) {
            if (is_too_heavy(sub.cell[v])) sub.graph.weight[v * static_cast<std::size_t>(sub.graph.criteria)] = upper;
        }
    }

    /// Households by which the parts miss the limits, thousandths.
    [[nodiscard]] Count missed_by(const Subgraph& sub, const std::vector<std::int32_t>& part, std::int32_t count,
                                  const Limits& limits) const {
        std::vector<Count> sums(static_cast<std::size_t>(count), 0);
        for (std::size_t v = 0; v < part.size(); ++v) {
            sums[static_cast<std::size_t>(part[v])] += m_mesh.cells[static_cast<std::size_t>(sub.cell[v])].households;
        }
        Count missed = 0;
        for (const Count sum : sums)
            missed += std::max<Count>({0, limits.lower - sum, sum - limits.upper});
        return missed;
    }

    const Mesh& m_mesh;
    const PlanOptions& m_options;
    CellGraph m_cells;
    WorkloadScale m_workload;
    UnitPlan m_plan;
    double m_mean = 0;           ///< households of a grid, thousandths
    double m_workload_mean = 0;  ///< scaled workload of a grid
};

}  // namespace

UnitPlan plan_unit(const Mesh& mesh, const PlanOptions& options) {
    return Planner(mesh, options).plan();
}

}  // namespace grid
