#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "libgrid/check/check_context.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/box_index.hpp"
#include "libgrid/wishes/plan_judge.hpp"

namespace grid {

/// The grids of a layer as wishes see them, from their geometry and the sites and cells of the ground alone. A grid is
/// the number of its row.
class LayerPlan : public LaidPlan {
public:
    /// The context, with a ground and a CRS that can be measured in, must outlive this object.
    explicit LayerPlan(const CheckContext& context);

    /// Without sites and cells an area is about the ground in it.
    [[nodiscard]] Grids grids_of(const Wish& wish) const override;
    [[nodiscard]] std::int32_t named_grid(const Wish& wish) const override;
    [[nodiscard]] bool has_name(std::int32_t grid, const Wish& wish) const override;
    /// A code is that of a grid of the first of several plans, which is as it was there; any code of a grid will do in
    /// that plan itself. Else the area is a grid. Differences narrower than CheckRequest::gap_width_m are none.
    [[nodiscard]] bool is_locked(const Wish& wish) const override;
    [[nodiscard]] bool is_cut(const Wish& wish) const override;
    /// Of a line through the ground of sites, nearly all lies on borders. Of cells that share a side, no two of one
    /// grid lie on its two sides.
    [[nodiscard]] bool is_border(const Wish& wish) const override;

private:
    /// A site, or the inside of a cell.
    struct CountedItem {
        Point at;
        std::int32_t row = -1;
    };

    void place_items();
    /// The grids with a side, near a box, of which `is_meant` is true.
    [[nodiscard]] Grids with_side(const Box& box,
                                  const std::function<bool(const Point&, const Point&)>& is_meant) const;
    [[nodiscard]] Grids grids_through(const Wish& wish) const;
    [[nodiscard]] bool is_on_border(const Point& at) const;
    [[nodiscard]] bool parts_cells(const Wish& wish) const;
    [[nodiscard]] std::int32_t row_with(const std::string& code) const;

    const CheckContext& m_context;
    AreaLocator m_locator;
    BoxIndex m_boxes;                           ///< of rows
    std::vector<CountedItem> m_items;           ///< from west to east
    std::vector<std::int32_t> m_row_of_item;    ///< by site, then cell
    std::map<std::string, std::int32_t> m_row;  ///< by code
};

}  // namespace grid
