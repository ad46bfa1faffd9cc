#pragma once

// For the files of this stage only: what the maps of an atlas show, found by place.

#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/view/line_kinds.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

/// Numbers of boxes by place.
class PlaceIndex {
public:
    PlaceIndex() = default;
    explicit PlaceIndex(const std::vector<Box>& boxes);
    /// Those that meet `box`, ascending. Empty boxes are nowhere.
    [[nodiscard]] std::vector<std::int32_t> find(const Box& box) const;

private:
    using Corner = boost::geometry::model::d2::point_xy<double>;
    using Item = std::pair<boost::geometry::model::box<Corner>, std::int32_t>;
    using Tree = boost::geometry::index::rtree<Item, boost::geometry::index::quadratic<16>>;
    std::shared_ptr<const Tree> m_tree;  ///< none: it holds nothing
};

/// An area that has a name: a unit of the plan, or of the boundaries only.
struct NamedArea {
    std::string name;
    MultiPolygon geometry;  ///< in the CRS of the layer
    Box box;
    const MultiPolygon* boundary = nullptr;  ///< of a unit of the plan, where boundaries are known
};

struct BackgroundLine {
    LineKind kind = LineKind::street;
    const MultiLineString* lines = nullptr;
};

/// All of a plan, ready for its maps; refers to the plan. In the CRS of the layer.
struct AtlasGround {
    const Plan* plan = nullptr;
    std::vector<NamedArea> areas;            ///< the units in the order of the plan, then those without grids
    std::vector<std::int32_t> grid_colours;  ///< neighbours never share one
    std::vector<std::int32_t> unit_colours;
    std::vector<BackgroundLine> lines;
    PlaceIndex area_index;
    PlaceIndex line_index;
    PlaceIndex site_index;
};

/// Puts the grids of each unit together, colours grids and units, and finds out what each line is: by its class, or
/// where lines have none, by the name of their file.
[[nodiscard]] AtlasGround prepare_ground(const Plan& plan, const ViewRequest& request);

}  // namespace grid
