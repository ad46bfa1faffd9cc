#include "libgrid/layer/unit_faults.hpp"

#include <algorithm>
#include <string>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

FaultyUnit UnitFaults::fault(std::size_t unit, const InputError& error) const {
    const Unit& own = m_ground.units[unit];
    if (!own.output.empty()) return faulty_unit(error, own, own.output.front().shell.front());
    const auto cells = m_index.cells(unit);  // of a unit without a boundary
    return faulty_unit(error, own, cells.empty() ? Point{} : cells.front().inside);
}

void UnitFaults::settle(const GriddingRequest& request, Findings& findings) {
    const bool skip = request.unit_rules.skip_faulty;
    const bool is_whole = request.shard.is_whole();
    std::vector<FaultyUnit> faulty;
    for (std::size_t u = 0; u < m_faults.size(); ++u) {
        if (!m_faults[u] || m_settled[u] != 0) continue;
        m_settled[u] = 1;
        FaultyUnit unit = *m_faults[u];
        if (skip) {
            Count households = 0;
            for (const LocatedSite& site : m_index.sites(u))
                households += site.site.households;
            for (const LocatedCell& cell : m_index.cells(u))
                households += cell.cell.households;
            unit.problem += msg("; it has {} households", count_text(households));
        }
        faulty.push_back(std::move(unit));
    }
    if (faulty.empty()) return;
    if (m_faults.size() == 1 && is_whole)  // to skip it would leave nothing
        throw InputError(faulty.front().problem, faulty.front().place, faulty.front().advice);
    const Place whole{faulty.front().place.file, faulty.front().place.layer, {}, {}};
    settle_faulty(std::move(faulty), skip, {}, findings);
    if (is_whole && std::ranges::all_of(m_faults, [](const auto& fault) { return fault.has_value(); }))
        throw InputError(msg("no unit is left that could be divided"), whole,
                         msg("leave out --skip-faulty to see why"));
}

DividedUnit unit_without_grids(const GroundIndex& index, std::size_t unit) {
    DividedUnit result;
    result.site_grid.assign(index.sites(unit).size() + index.cells(unit).size(), -1);
    return result;
}

}  // namespace grid
