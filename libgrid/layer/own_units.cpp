#include "libgrid/layer/own_units.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace grid {

namespace {

/// Leaves the items for which `is_kept` holds, in their order, and of `beside`, if it is not empty, the same places.
template <typename Item, typename Kept>
void keep(std::vector<Item>& items, std::vector<std::string>& beside, Kept&& is_kept) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (!is_kept(items[i])) continue;
        if (kept != i) {
            items[kept] = std::move(items[i]);
            if (!beside.empty()) beside[kept] = std::move(beside[i]);
        }
        ++kept;
    }
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
    if (!beside.empty()) beside.resize(kept);
}

}  // namespace

void keep_own_units(const Shard& shard, const UnitFinder& units, Ground& ground) {
    for (std::size_t u = 0; u < ground.units.size(); ++u) {
        ground.units[u].number = u;
        ground.totals[u].left_out = ground.units[u].left_out;
    }
    for (const LocatedSite& site : ground.sites) {
        if (site.unit >= 0) add_to_total(site.site, site.unit, ground.totals);
    }
    for (const LocatedCell& cell : ground.cells) {
        if (cell.unit >= 0) add_to_total(cell.cell, cell.unit, ground.totals);
    }
    if (units.all_are_own()) return;

    const auto is_kept = [&](const auto& item) {
        return item.unit >= 0 ? !units.is_foreign(item.unit) : shard.holds_the_rest();
    };
    std::vector<std::string> nothing;
    keep(ground.sites, ground.site_ids, is_kept);
    keep(ground.cells, nothing, is_kept);
    std::vector<std::int32_t> new_index(ground.units.size(), -1);
    std::int32_t next = 0;
    for (std::size_t u = 0; u < ground.units.size(); ++u) {
        if (!units.is_foreign(static_cast<std::int32_t>(u))) new_index[u] = next++;
    }
    keep(ground.units, nothing,
         [&](const Unit& unit) { return !units.is_foreign(static_cast<std::int32_t>(unit.number)); });
    for (LocatedSite& site : ground.sites) {
        if (site.unit >= 0) site.unit = new_index[static_cast<std::size_t>(site.unit)];
    }
    for (LocatedCell& cell : ground.cells) {
        if (cell.unit >= 0) cell.unit = new_index[static_cast<std::size_t>(cell.unit)];
    }
}

void keep_own_findings(const Shard& shard, Findings& findings) {
    std::erase_if(findings, [&shard](const Finding& finding) {
        return finding.unit_code.empty() ? !shard.holds_the_rest() : !shard.holds(finding.unit_code);
    });
}

}  // namespace grid
