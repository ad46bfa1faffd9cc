#include "libgrid/check/layer_plan.hpp"

#include <algorithm>
#include <utility>

#include "libgrid/check/compare_plans.hpp"
#include "libgrid/check/count_once.hpp"
#include "libgrid/coverage/ground_beyond.hpp"
#include "libgrid/layer/previous_outline.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/wishes/mesh_places.hpp"

namespace grid {

namespace {

constexpr double reach_m = 0.05;

std::vector<Point> vertices_of(const MultiPolygon& polygons) {
    std::vector<Point> vertices;
    for (const DirectedSegment& side : directed_segments(polygons))
        vertices.push_back(side.first);
    std::ranges::sort(vertices);
    const auto rest = std::ranges::unique(vertices);
    vertices.erase(rest.begin(), rest.end());
    return vertices;
}

bool is_on_line(const Point& at, const MultiLineString& lines, const MetricScale& scale) {
    return std::ranges::any_of(lines, [&](const LineString& line) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            if (scale.distance(at, line[i - 1], line[i]) <= reach_m) return true;
        }
        return false;
    });
}

/// A cell near a line, and in which row it is.
struct NearCell {
    Point inside;
    std::vector<Point> vertices;  ///< ascending
    std::int32_t row = -1;
};

/// Whether a line parts two cells: they share a side, that is two vertices, and it runs there or between their middles.
bool parts(const MultiLineString& lines, const NearCell& a, const NearCell& b, const MetricScale& scale) {
    std::vector<Point> common;
    std::ranges::set_intersection(a.vertices, b.vertices, std::back_inserter(common));
    if (common.size() < 2) return false;
    const auto on_line = [&](const Point& at) { return is_on_line(at, lines, scale); };
    return crosses(a.inside, b.inside, lines) || std::ranges::count_if(common, on_line) > 1;
}

}  // namespace

LayerPlan::LayerPlan(const CheckContext& context)
    : m_context(context), m_locator(context.grids.geometry), m_boxes(boxes_of(context.grids.geometry)) {
    for (std::size_t row = 0; row < context.grids.rows.size(); ++row) {
        const std::string& code = context.grids.rows[row].code;
        if (!code.empty()) m_row.emplace(code, static_cast<std::int32_t>(row));
    }
    place_items();
}

void LayerPlan::place_items() {
    const Ground& ground = *m_context.ground;
    m_row_of_item = rows_of_items(m_context);
    std::size_t i = 0;
    for (const LocatedSite& site : ground.sites)
        m_items.push_back({site.site.at, m_row_of_item[i++]});
    for (const LocatedCell& cell : ground.cells)
        m_items.push_back({cell.inside, m_row_of_item[i++]});
    std::ranges::stable_sort(m_items, {}, [](const CountedItem& item) { return item.at.x; });
}

LaidPlan::Grids LayerPlan::grids_of(const Wish& wish) const {
    Grids grids;
    for (const Point& point : wish.points)
        grids.insert(m_locator.find(point));
    if (!wish.polygons.empty() && m_items.empty()) {
        grids.merge(grids_through(wish));
    } else if (!wish.polygons.empty()) {
        const AreaLocator area(std::vector<MultiPolygon>{wish.polygons});
        const auto x_of = [](const CountedItem& item) { return item.at.x; };
        for (auto item = std::ranges::lower_bound(m_items, wish.box.min_x, {}, x_of);
             item != m_items.end() && item->at.x <= wish.box.max_x; ++item) {
            if (wish.box.holds(item->at) && area.find(item->at) >= 0) grids.insert(item->row);
        }
    }
    grids.erase(-1);
    return grids;
}

std::int32_t LayerPlan::row_with(const std::string& code) const {
    const auto at = m_row.find(code);
    return at == m_row.end() ? -1 : at->second;
}

std::int32_t LayerPlan::named_grid(const Wish& wish) const {
    return row_with(wish.grid_code);
}

bool LayerPlan::has_name(std::int32_t grid, const Wish& wish) const {
    const GridTable& grids = m_context.grids;
    return !grids.fields.name || grids.rows[static_cast<std::size_t>(grid)].name == wish.name;
}

bool LayerPlan::is_locked(const Wish& wish) const {
    const auto geometry = [this](std::int32_t row) -> const MultiPolygon& {
        return m_context.grids.geometry[static_cast<std::size_t>(row)];
    };
    const auto are_same = [this](const MultiPolygon& a, const MultiPolygon& b) {
        return is_same_ground(a, b, m_context.scale, m_context.request.gap_width_m);
    };
    const std::int32_t named = row_with(wish.grid_code);
    if (m_context.first != nullptr && !wish.grid_code.empty()) {
        const auto& rows = m_context.first->rows;
        const auto before = std::ranges::find(rows, wish.grid_code, &GridRecord::code);
        if (before != rows.end()) {
            const auto polygons = polygons_in(m_context.grids.crs_wkt, *m_context.first);
            return named >= 0 && are_same(geometry(named), polygons[static_cast<std::size_t>(before - rows.begin())]);
        }
    }
    if (m_context.first == nullptr && named >= 0) return true;
    const auto inside = inside_point(wish.polygons);
    const std::int32_t row = inside ? m_locator.find(*inside) : -1;
    return row >= 0 && are_same(geometry(row), wish.polygons);
}

LaidPlan::Grids LayerPlan::with_side(const Box& box,
                                     const std::function<bool(const Point&, const Point&)>& is_meant) const {
    Grids grids;
    for (const std::int32_t row : m_boxes.find(box)) {
        const auto is_meant_here = [&](const DirectedSegment& side) {
            Box reach;
            reach.add(side.first);
            reach.add(side.second);
            return box.meets(reach) && is_meant(side.first, side.second);
        };
        if (std::ranges::any_of(directed_segments(m_context.grids.geometry[static_cast<std::size_t>(row)]),
                                is_meant_here))
            grids.insert(row);
    }
    return grids;
}

/// The grids that have ground in an area, or reach to a line.
LaidPlan::Grids LayerPlan::grids_through(const Wish& wish) const {
    const MetricScale scale = m_context.scale.at(wish.box.middle().y);
    Grids grids = with_side(wish.box, [&](const Point& a, const Point& b) {
        return wish.polygons.empty() ? crosses(a, b, wish.lines) : runs_through(a, b, wish.polygons, scale, reach_m);
    });
    const auto inside = wish.polygons.empty() ? wish.at() : inside_point(wish.polygons);
    if (inside) grids.insert(m_locator.find(*inside));
    grids.erase(-1);
    return grids;
}

bool LayerPlan::is_cut(const Wish& wish) const {
    return grids_through(wish).size() > 1;
}

bool LayerPlan::is_on_border(const Point& at) const {
    const MetricScale scale = m_context.scale.at(at.y);
    const Box box{at.x - reach_m / scale.x, at.y - reach_m / scale.y, at.x + reach_m / scale.x,
                  at.y + reach_m / scale.y};
    return !with_side(box, [&](const Point& a, const Point& b) { return scale.distance(at, a, b) <= reach_m; }).empty();
}

bool LayerPlan::parts_cells(const Wish& wish) const {
    const Ground& ground = *m_context.ground;
    const MetricScale scale = m_context.scale.at(wish.box.middle().y);
    std::vector<NearCell> near;
    for (std::size_t c = 0; c < ground.cells.size(); ++c) {
        const MultiPolygon& cell = ground.cells[c].cell.output;
        const std::int32_t row = m_row_of_item[ground.sites.size() + c];
        if (row >= 0 && box_of(cell).meets(wish.box)) near.push_back({ground.cells[c].inside, vertices_of(cell), row});
    }
    for (auto a = near.begin(); a != near.end(); ++a) {
        const bool is_broken = std::any_of(
            a + 1, near.end(), [&](const NearCell& b) { return a->row == b.row && parts(wish.lines, *a, b, scale); });
        if (is_broken) return false;
    }
    return true;
}

bool LayerPlan::is_border(const Wish& wish) const {
    constexpr double step_m = 5;
    constexpr double enough = 0.95;  // a line that ends on open ground is no border there
    if (m_context.ground->counts_on_cells) return parts_cells(wish);
    double in_grids = 0;
    double on_border = 0;
    for (const auto& [at, length] : points_along(wish.lines, m_context.scale.at(wish.box.middle().y), step_m)) {
        if (m_locator.find(at) < 0) continue;
        in_grids += length;
        on_border += is_on_border(at) ? length : 0;
    }
    return on_border >= enough * in_grids;
}

}  // namespace grid
