#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/unit_mesh.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

/// The wishes that may concern a unit, from before it is divided until it is judged. Part of divide_unit().
class WishesOfUnit {
public:
    /// All arguments must outlive this object. `most`: households that a grid may have; 0: no limit. `count`: of grids,
    /// where it is given; else 0.
    WishesOfUnit(const Ground& ground, const GroundIndex& index, std::size_t unit, Count most, std::int32_t count);

    [[nodiscard]] bool empty() const { return m_chosen.empty(); }
    [[nodiscard]] const std::vector<std::int32_t>& chosen() const { return m_chosen; }
    /// Whether some of them name previous grids, so that their borders must be those of cells.
    [[nodiscard]] bool name_previous() const;

    /// Whether a unit that stays as it was meets them all. Gives the grids their names, if so.
    [[nodiscard]] bool hold_in(DividedUnit& kept, const PreviousUnit& previous);

    /// Says what they are to the cells, and plans the unit. What is to be together takes in what lies between its
    /// parts: where wishes are missed for that, other ways are tried. `previous`: by cell, see
    /// PreviousUnit::grid_of_cells(); empty if there was none. Edges of the mesh on which borders are not to be redrawn
    /// are marked.
    [[nodiscard]] UnitPlan plan(UnitMesh& made, std::vector<std::int32_t> previous, const PlanOptions& options);
    void unbind() { m_cells = {}; }

    /// After planning: names the grids, says which wishes concern the unit, and adds `wish_missed` for what is not met.
    /// `place_grid`: by site of the mesh, empty where the cells are the given ones.
    void settle(const UnitMesh& made, const UnitPlan& plan, std::span<const std::int32_t> place_grid,
                DividedUnit& divided);
    /// The same for a unit that could not be divided: all are missed.
    void give_up(DividedUnit& divided) const;

    /// By cell: whether a wish says where it belongs, or with what.
    [[nodiscard]] std::vector<char> bound_cells(std::size_t cells) const;

    /// Grids that carry on a previous one because a wish says so: index of the grid, and of the previous one.
    [[nodiscard]] std::vector<std::pair<std::int32_t, std::int32_t>> heirs(const UnitPlan& plan) const;

private:
    [[nodiscard]] const Wish& wish(std::int32_t w) const { return m_ground.wishes[static_cast<std::size_t>(w)]; }
    [[nodiscard]] WishedUnit wished(const UnitMesh& made) const;
    void find_places(const UnitMesh& made);
    /// Looks at all plans of a unit of few cells: takes one that meets the wishes better by their priority.
    void plan_exactly(const UnitMesh& made, const PlanOptions& options, UnitPlan& best);

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit;
    Count m_most;
    std::int32_t m_count;
    std::vector<std::int32_t> m_chosen;
    std::vector<CountedPlace> m_places;
    std::vector<std::int32_t> m_previous;  ///< by cell
    CellWishes m_cells;
};

/// What is to be said of a wish that is not met. `unit`, `grid` (its index as text): where; may be empty.
[[nodiscard]] Finding missed_wish(const Wish& wish, const std::string& unit, const std::string& grid,
                                  const Message& reason);

}  // namespace grid
