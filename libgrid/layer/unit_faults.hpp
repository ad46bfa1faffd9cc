#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/finding.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/faulty_units.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// The units of a ground with which a step failed, so that all of them are told at once.
class UnitFaults {
public:
    /// Both must outlive this object.
    UnitFaults(const Ground& ground, const GroundIndex& index)
        : m_ground(ground), m_index(index), m_faults(ground.units.size()) {}

    /// Runs step(), which may throw InputError about the unit. Not with a unit that is faulty already. May be called
    /// for several units at once.
    template <typename Step>
    void of(std::size_t unit, Step&& step) {
        if (m_faults[unit]) return;
        try {
            step();
        } catch (const InputError& error) {
            m_faults[unit] = fault(unit, error);
        }
    }

    [[nodiscard]] bool has(std::size_t unit) const { return m_faults[unit].has_value(); }

    /// Settles those that are not yet, see settle_faulty(). That of a skipped unit says how many households lie in it.
    /// Throws InputError as well where that leaves no unit, but for a shard, which may have none.
    void settle(const GriddingRequest& request, Findings& findings);

private:
    [[nodiscard]] FaultyUnit fault(std::size_t unit, const InputError& error) const;

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::vector<std::optional<FaultyUnit>> m_faults;
    std::vector<char> m_settled = std::vector<char>(m_faults.size());
};

/// A unit that was left out: its sites and cells are in no grid.
[[nodiscard]] DividedUnit unit_without_grids(const GroundIndex& index, std::size_t unit);

}  // namespace grid
