#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/layer/cell_labels.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/plan.hpp"
#include "libgrid/layer/previous_unit.hpp"
#include "libgrid/layer/unit_mesh.hpp"

namespace grid {

/// What the given plan says of a unit.
class PlanOfUnit {
public:
    /// Households of which a piece of ground that the plan leaves out is a grid of its own: `least`. All arguments must
    /// outlive this object.
    PlanOfUnit(const Ground& ground, const GroundIndex& index, std::size_t unit, Count least);

    /// There is no plan, or nothing of the unit in it.
    [[nodiscard]] bool says_nothing() const { return m_says_nothing; }
    /// The finding that says so.
    [[nodiscard]] Finding unsaid() const;
    /// The borders that cut the unit; null where the plan is a table, or given cells are counted on.
    [[nodiscard]] const PreviousUnit* drawn() const { return m_drawn ? &*m_drawn : nullptr; }

    /// Says which grid each cell is in. A cell has the label of most of its sites, one without sites that of a point
    /// inside it. Not of the plan are pieces of grids that lie elsewhere, if they are less than a tenth of the grid,
    /// and crumbs without sites that snapping cut off.
    /// Borders were put onto others within `snap_m`: sites so near to them are where their cells are.
    void read(const UnitMesh& made, double snap_m);
    /// Indices of GivenPlan::labels.
    [[nodiscard]] const CellLabels& labels() const { return m_label; }

    /// The plan as it is. What it leaves out goes to the grid beside it with the longest common border, or is a grid of
    /// its own if it is large enough. Dedicated areas are grids of their own as ever.
    [[nodiscard]] UnitPlan take_over(const UnitMesh& made);

    /// After planning: which grid of the unit is which of the plan, and what is to be said. `place_grid`: by site of
    /// the mesh, or by cell where the cells are the given ones. `improved`: the plan was only where the search started.
    void settle(const UnitMesh& made, const UnitPlan& plan, std::span<const std::int32_t> place_grid, bool improved,
                const CodeLayout& layout, DividedUnit& divided);
    /// Says which label each grid has, and the numbers that were typed for those that carry on no previous grid.
    void label_grids(std::span<DividedGrid> grids) const;

    /// Grid of the unit and number, where somebody has typed a code that fits the unit and was never used.
    [[nodiscard]] const std::vector<std::pair<std::int32_t, std::int64_t>>& typed() const { return m_typed; }

    /// Grid of the unit and previous grid, where the label is the code of that. Of `own` one at least must be.
    [[nodiscard]] std::vector<std::pair<std::int32_t, std::int32_t>> heirs(std::span<const std::int32_t> own) const;

private:
    struct Piece {  ///< of an area that lies elsewhere
        double area_m2 = 0;
        Count households = 0;
        std::optional<Point> at;
    };

    [[nodiscard]] std::int32_t entry_of_place(std::size_t place, const UnitMesh& made) const;
    [[nodiscard]] Count households_of_place(std::size_t place, const UnitMesh& made) const;
    [[nodiscard]] bool is_at_border(std::size_t place, double reach_m) const;
    void find_entries(const UnitMesh& made, double snap_m);
    void look_inside(const Mesh& mesh);
    void release_pieces(const Mesh& mesh);
    void tell_parts(const Mesh& mesh, const UnitPlan& plan);
    [[nodiscard]] CountFit fit_of(const Mesh& mesh, std::int32_t grids) const;
    void tell_gap(const Mesh& mesh);
    void take_codes(const CodeLayout& layout);
    void tell_refused(const std::set<std::string>& codes, const Message& reason);
    /// The previous grid of the unit that has the code; null if none has.
    [[nodiscard]] const PreviousGrid* previous_of(const std::string& code) const;
    void add_finding(FindingCode kind, Message text, const std::optional<Point>& at, std::string grid = {});
    [[nodiscard]] Message name_of(std::int32_t label) const;

    const Ground& m_ground;
    const GroundIndex& m_index;
    std::size_t m_unit;
    Count m_least;
    bool m_says_nothing = true;
    std::optional<PreviousUnit> m_drawn;
    std::vector<std::int32_t> m_entry;               ///< by cell: area, or label of a table; -1
    CellLabels m_label;                              ///< closed: of a dedicated area
    std::map<std::int32_t, std::int32_t> m_grid_of;  ///< label -> grid of the unit
    std::vector<std::pair<std::int32_t, std::int64_t>> m_typed;
    Findings m_findings;
};

}  // namespace grid
