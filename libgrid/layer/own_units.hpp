#pragma once

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/unit_finder.hpp"

namespace grid {

// What makes the ground of all units that of those which are divided. Part of read_ground().

/// Adds what lies in a unit to its totals.
template <typename Item>
void add_to_total(const Item& item, std::int32_t unit, std::vector<UnitTotals>& totals) {
    UnitTotals& total = totals[static_cast<std::size_t>(unit)];
    total.households += item.households;
    total.persons += item.persons;
    ++total.items;
}

/// Adds the sites and cells of the ground to the totals of their units, and then leaves only what is own: the shard's
/// units that are not left out, with their sites and cells; and in the first shard the sites and cells in no unit.
/// Until here `unit` is an index into all units of the input, afterwards into those that are left.
void keep_own_units(const Shard& shard, const UnitFinder& units, Ground& ground);

/// Leaves the findings of the shard's units; and in the first shard those of no unit.
void keep_own_findings(const Shard& shard, Findings& findings);

}  // namespace grid
