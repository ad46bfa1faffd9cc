#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/line_index.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

/// Finds what lies at a unit.
class GroundIndex {
public:
    explicit GroundIndex(const Ground& ground);

    [[nodiscard]] std::span<const LocatedSite> sites(std::size_t unit) const;
    [[nodiscard]] std::size_t first_site(std::size_t unit) const { return m_first_site[unit]; }
    [[nodiscard]] std::span<const LocatedCell> cells(std::size_t unit) const;
    [[nodiscard]] std::size_t first_cell(std::size_t unit) const { return m_first_cell[unit]; }
    [[nodiscard]] std::vector<BarrierSegment> barriers(const Box& box) const;
    [[nodiscard]] std::vector<Way> ways(const Box& box) const;
    [[nodiscard]] bool has_ways() const { return !m_ground.ways.empty(); }
    [[nodiscard]] std::vector<std::int32_t> blocks(const Box& box) const { return m_blocks.find(box); }
    /// The previous grids whose unit is this one now, and those whose boxes meet `box`; both ascending.
    [[nodiscard]] std::span<const std::int32_t> previous_of(std::size_t unit) const { return m_previous_of[unit]; }
    [[nodiscard]] std::vector<std::int32_t> previous(const Box& box) const { return m_previous.find(box); }
    /// The areas of the given plan whose boxes meet `box`, and those whose inside point is in the unit; ascending.
    [[nodiscard]] std::vector<std::int32_t> plan(const Box& box) const { return m_plan.find(box); }
    [[nodiscard]] std::span<const std::int32_t> plan_of(std::size_t unit) const { return m_plan_of[unit]; }
    [[nodiscard]] std::vector<std::int32_t> dedicated(const Box& box) const { return m_dedicated.find(box); }
    /// The wishes whose geometry may meet `box`, and the locks of previous grids of the unit; ascending.
    [[nodiscard]] std::vector<std::int32_t> wishes(std::size_t unit, const Box& box) const;

private:
    const Ground& m_ground;
    std::vector<std::size_t> m_first_site;  ///< by unit, and one more
    std::vector<std::size_t> m_first_cell;
    LineIndex m_barriers;
    LineIndex m_ways;
    BoxIndex m_blocks;
    BoxIndex m_dedicated;
    BoxIndex m_previous;
    BoxIndex m_plan;
    BoxIndex m_wishes;
    std::vector<std::vector<std::int32_t>> m_previous_of;  ///< by unit
    std::vector<std::vector<std::int32_t>> m_plan_of;
};

}  // namespace grid
