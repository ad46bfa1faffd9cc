#include "libgrid/wishes/cell_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace grid {

CellSets::CellSets(const Mesh& mesh, std::vector<char> is_open, Count most)
    : m_mesh(mesh), m_is_open(std::move(is_open)), m_most(most), m_set(mesh.cells.size(), -1) {}

void CellSets::look_around() {
    if (!m_around.empty()) return;
    m_around.resize(m_mesh.cells.size());
    for (const MeshEdge& edge : m_mesh.edges) {
        if (edge.left == no_cell || edge.right == no_cell || edge.left == edge.right) continue;
        if ((edge.flags & edge_hard) != 0) continue;
        m_around[static_cast<std::size_t>(edge.left)].push_back(edge.right);
        m_around[static_cast<std::size_t>(edge.right)].push_back(edge.left);
    }
    for (std::vector<std::int32_t>& around : m_around) {
        std::sort(around.begin(), around.end());
        around.erase(std::unique(around.begin(), around.end()), around.end());
    }
}

std::vector<std::int32_t> CellSets::with_their_sets(const std::vector<std::int32_t>& cells) const {
    std::vector<std::int32_t> all;
    for (const std::int32_t cell : cells) {
        all.push_back(cell);
        if (set_of(cell) < 0) continue;
        const std::vector<std::int32_t>& others = m_sets[static_cast<std::size_t>(set_of(cell))].cells;
        all.insert(all.end(), others.begin(), others.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::optional<std::vector<std::int32_t>> CellSets::missing_link(const std::vector<std::int32_t>& cells,
                                                                bool through_sets) const {
    std::vector<char> is_member(m_mesh.cells.size(), 0);
    for (const std::int32_t cell : cells)
        is_member[static_cast<std::size_t>(cell)] = 1;
    std::vector<std::int32_t> came_from(m_mesh.cells.size(), -1);
    std::vector<std::int32_t> queue{cells.front()};
    came_from[static_cast<std::size_t>(cells.front())] = cells.front();
    const auto spread = [&](std::size_t head, auto&& may_enter) {
        for (; head < queue.size(); ++head) {
            for (const std::int32_t next : m_around[static_cast<std::size_t>(queue[head])]) {
                if (came_from[static_cast<std::size_t>(next)] >= 0 || !may_enter(next)) continue;
                came_from[static_cast<std::size_t>(next)] = queue[head];
                queue.push_back(next);
            }
        }
    };
    spread(0, [&](std::int32_t cell) { return is_member[static_cast<std::size_t>(cell)] != 0; });
    if (queue.size() == cells.size()) return std::vector<std::int32_t>{};
    const std::size_t first_part = queue.size();
    spread(0, [&](std::int32_t cell) {
        if (m_is_open[static_cast<std::size_t>(cell)] == 0) return false;
        return is_member[static_cast<std::size_t>(cell)] != 0 || through_sets || set_of(cell) < 0;
    });
    const auto reached =
        std::find_if(queue.begin() + static_cast<std::ptrdiff_t>(first_part), queue.end(),
                     [&](std::int32_t cell) { return is_member[static_cast<std::size_t>(cell)] != 0; });
    if (reached == queue.end()) return std::nullopt;
    std::vector<std::int32_t> way;
    for (std::int32_t cell = *reached; is_member[static_cast<std::size_t>(cell)] == 0 || way.empty();
         cell = came_from[static_cast<std::size_t>(cell)])
        way.push_back(cell);
    return way;
}

std::optional<std::string> CellSets::join(const std::vector<std::int32_t>& cells, std::int32_t label) {
    look_around();
    std::vector<std::int32_t> all = with_their_sets(cells);
    while (true) {
        std::optional<std::vector<std::int32_t>> link = missing_link(all, false);
        if (!link) link = missing_link(all, true);
        if (!link) return "hard barriers, locked grids, dedicated areas or water lie between its parts";
        if (link->empty()) break;
        link->insert(link->end(), all.begin(), all.end());
        all = with_their_sets(*link);
    }
    Count households = 0;
    for (const std::int32_t cell : all) {
        households += m_mesh.cells[static_cast<std::size_t>(cell)].households;
        const std::int32_t set = set_of(cell);
        const std::int32_t other = set < 0 ? -1 : m_sets[static_cast<std::size_t>(set)].label;
        if (other < 0) continue;
        if (label >= 0 && other != label) return "it is tied to what is pinned to another grid";
        label = other;
    }
    if (m_most > 0 && households > m_most && all.size() > 1)
        return fmt::format(
            "it has {} households, with what lies between its parts and what it is tied to, and a grid "
            "may have {}",
            households / count_scale, m_most / count_scale);
    for (const std::int32_t cell : all) {
        if (set_of(cell) >= 0) m_sets[static_cast<std::size_t>(set_of(cell))] = {};
    }
    for (const std::int32_t cell : all)
        m_set[static_cast<std::size_t>(cell)] = static_cast<std::int32_t>(m_sets.size());
    m_sets.push_back({std::move(all), label});
    return std::nullopt;
}

std::vector<std::int32_t> CellSets::take(std::int32_t& count) const {
    std::vector<std::int32_t> number(m_sets.size(), -1);
    std::vector<std::int32_t> result;
    count = 0;
    for (const std::int32_t set : m_set) {
        if (set >= 0 && number[static_cast<std::size_t>(set)] < 0) number[static_cast<std::size_t>(set)] = count++;
        result.push_back(set < 0 ? -1 : number[static_cast<std::size_t>(set)]);
    }
    return result;
}

}  // namespace grid
