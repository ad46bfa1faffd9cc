#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/ground_index.hpp"
#include "libgrid/layer/previous.hpp"
#include "libgrid/layer/previous_outline.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/mesh.hpp"
#include "libgrid/mesh/tessellate.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// What was there before where a unit is now.
class PreviousUnit {
public:
    /// All arguments must outlive this object.
    PreviousUnit(const Ground& ground, const GroundIndex& index, std::size_t unit);
    /// Others than those of Ground::previous, in a unit with a boundary: `own` are of this unit, `near` may reach into
    /// it; both ascending.
    PreviousUnit(const Unit& unit, const std::vector<PreviousGrid>& grids, std::span<const std::int32_t> own,
                 std::vector<std::int32_t> near);

    /// No grid was there before.
    [[nodiscard]] bool empty() const { return m_near.empty(); }
    /// The previous grids whose unit is this one now, by index.
    [[nodiscard]] const std::vector<std::int32_t>& own() const { return m_own; }
    /// The own grids cover exactly the unit.
    [[nodiscard]] bool has_same_outline() const { return m_same_outline; }

    /// The outline of the unit with the vertices that previous borders put on it.
    [[nodiscard]] const MultiPolygon& output() const { return m_output; }
    /// These vertices, on the segments of the plain outline.
    [[nodiscard]] const std::vector<OutlineSplit>& added() const { return m_added; }
    /// Splits of the outline with these vertices, as splits of the plain outline, those vertices among them.
    [[nodiscard]] std::vector<OutlineSplit> on_plain_outline(std::vector<OutlineSplit> splits) const;

    [[nodiscard]] bool is_dedicated(std::int32_t index) const { return grid(index).dedicated; }

    /// A previous grid as it lies in the unit: its vertices on the outline are on the outline.
    [[nodiscard]] MultiPolygon geometry(std::int32_t index) const;

    /// The previous borders in the unit, as they cut it.
    [[nodiscard]] std::vector<PreviousSegment> borders() const;

    /// The previous grid that holds a point, its border included; -1 if none does.
    [[nodiscard]] std::int32_t find(const Point& point) const;
    /// Whether the point lies in another own grid than `grid`, by more than `reach_m` metres.
    [[nodiscard]] bool is_elsewhere(const Point& point, std::int32_t grid, double reach_m) const;
    /// Whether a border between two grids is no more than `reach_m` metres away.
    [[nodiscard]] bool is_at_border(const Point& point, double reach_m) const;
    /// The previous grid of each cell: of given cells by their inside points, else that of most of its sites, and of a
    /// cell without sites that of a point inside it.
    [[nodiscard]] std::vector<std::int32_t> grid_of_cells(std::span<const LocatedCell> given) const;
    [[nodiscard]] std::vector<std::int32_t> grid_of_cells(const Mesh& mesh) const;

private:
    [[nodiscard]] std::vector<DirectedSegment> outline_of_own() const;
    void follow_outline();
    void make_locator();
    [[nodiscard]] const PreviousGrid& grid(std::int32_t index) const {
        return m_grids[static_cast<std::size_t>(index)];
    }

    const std::vector<PreviousGrid>& m_grids;
    const Unit& m_unit;
    std::vector<std::int32_t> m_own;
    std::vector<std::int32_t> m_near;  ///< all that may reach into the unit, ascending
    std::optional<AreaLocator> m_locator;
    bool m_same_outline = false;
    MultiPolygon m_output;
    std::vector<OutlineSplit> m_added;
    std::map<Point, Point> m_moved;
};

}  // namespace grid
