#include "libgrid/view/html/plane.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/export/simplify.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

namespace {

constexpr double finest_m = 0.5;
constexpr double steps_along_map = 20'000;
constexpr double steps_along_grid = 50;

double usual_width_m(const std::vector<GridRow>& grids) {
    std::vector<double> areas;
    for (const GridRow& grid : grids)
        areas.push_back(std::max(0.0, grid.area_m2));
    if (areas.empty()) return 0;
    const auto middle = areas.begin() + static_cast<std::ptrdiff_t>(areas.size() / 2);
    std::nth_element(areas.begin(), middle, areas.end());
    return std::sqrt(*middle);
}

void drop_repeated(Ring& ring) {
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
}

bool is_nothing(const Ring& ring) {
    return ring.size() < 4 || doubled_area(ring) == 0;
}

void turn(Ring& ring, bool counter_clockwise) {
    if ((doubled_area(ring) > 0) != counter_clockwise) std::reverse(ring.begin(), ring.end());
}

}  // namespace

PagePlane::PagePlane(const GridLayer& layer) {
    Box extent;
    for (const GridRow& grid : layer.grids) {
        for (const Polygon& polygon : grid.geometry) {
            for (const Point& p : polygon.shell)
                extent.add(p);
        }
    }
    m_projection = choose_work_plane(layer.crs_wkt, extent).projection;
    Box metres;
    for (const GridRow& grid : layer.grids) {
        for (const Polygon& polygon : grid.geometry) {
            Ring shell = polygon.shell;
            m_projection->to_work(shell);
            for (const Point& p : shell)
                metres.add(p);
        }
    }
    m_origin = {metres.min_x, metres.min_y};
    const double longer_side = std::max(metres.max_x - metres.min_x, metres.max_y - metres.min_y);
    m_tolerance_m =
        std::max(finest_m, std::min(longer_side / steps_along_map, usual_width_m(layer.grids) / steps_along_grid));
    const double margin_x = (extent.max_x - extent.min_x) / 10;
    const double margin_y = (extent.max_y - extent.min_y) / 10;
    m_shown = {extent.min_x - margin_x, extent.min_y - margin_y, extent.max_x + margin_x, extent.max_y + margin_y};
}

bool PagePlane::shows(const Box& box) const {
    return !box.empty() && box.min_x <= m_shown.max_x && box.max_x >= m_shown.min_x && box.min_y <= m_shown.max_y &&
           box.max_y >= m_shown.min_y;
}

void PagePlane::to_steps(std::span<Point> metres) const {
    for (Point& p : metres)
        p = {std::round((p.x - m_origin.x) / step_m()) + 0.0, std::round((p.y - m_origin.y) / step_m()) + 0.0};
}

std::optional<Point> PagePlane::steps_of(const Point& point) const {
    if (!shows({point.x, point.y, point.x, point.y})) return std::nullopt;
    Point p = point;
    m_projection->to_work({&p, 1});
    to_steps({&p, 1});
    return p;
}

std::vector<MultiPolygon> PagePlane::simplified(std::vector<MultiPolygon> features) const {
    std::vector<MultiPolygon*> pointers;
    for (MultiPolygon& feature : features)
        pointers.push_back(&feature);
    simplify_coverage(pointers, m_tolerance_m, *m_projection);
    const auto place = [this](Ring& ring, bool counter_clockwise) {
        m_projection->to_work(ring);
        to_steps(ring);
        drop_repeated(ring);
        turn(ring, counter_clockwise);
    };
    for (MultiPolygon& feature : features) {
        for (Polygon& polygon : feature) {
            place(polygon.shell, true);
            for (Ring& hole : polygon.holes)
                place(hole, false);
            std::erase_if(polygon.holes, is_nothing);
        }
        std::erase_if(feature, [](const Polygon& polygon) { return is_nothing(polygon.shell); });
    }
    return features;
}

}  // namespace grid
