#include "libgrid/mesh/voronoi.hpp"

#include <boost/polygon/voronoi.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <tuple>

namespace grid {

namespace {

using Diagram = boost::polygon::voronoi_diagram<double>;

/// Generators as 32-bit points, as Boost.Polygon asks for, and the way back to the lattice.
struct Scaled {
    LatticePoint origin;
    std::int64_t step = 1;  ///< lattice steps per unit
    std::vector<boost::polygon::point_data<std::int32_t>> points;
    std::vector<std::int32_t> labels;

    [[nodiscard]] Point back(double x, double y) const {
        return {static_cast<double>(origin.x) + x * static_cast<double>(step),
                static_cast<double>(origin.y) + y * static_cast<double>(step)};
    }
};

Scaled scale(std::vector<Generator>& generators) {
    LatticePoint min = generators.front().at;
    LatticePoint max = min;
    for (const Generator& g : generators) {
        min = {std::min(min.x, g.at.x), std::min(min.y, g.at.y)};
        max = {std::max(max.x, g.at.x), std::max(max.y, g.at.y)};
    }
    Scaled result;
    result.origin = {(min.x + max.x) / 2, (min.y + max.y) / 2};
    const std::int64_t half = std::max(max.x - min.x, max.y - min.y) / 2 + 1;
    while (half / result.step >= std::numeric_limits<std::int32_t>::max() / 2)
        result.step *= 2;
    for (Generator& g : generators) {
        g.at = {(g.at.x - result.origin.x) / result.step, (g.at.y - result.origin.y) / result.step};
    }
    std::sort(generators.begin(), generators.end(),
              [](const Generator& a, const Generator& b) { return std::tie(a.at, a.label) < std::tie(b.at, b.label); });
    for (const Generator& g : generators) {
        const boost::polygon::point_data<std::int32_t> point(static_cast<std::int32_t>(g.at.x),
                                                             static_cast<std::int32_t>(g.at.y));
        if (!result.points.empty() && result.points.back() == point) continue;
        result.points.push_back(point);
        result.labels.push_back(g.label);
    }
    return result;
}

/// Where the line `middle + t * direction` enters and leaves the box; nullopt if it misses it.
std::optional<std::array<double, 2>> clip_line(const Point& middle, const Point& direction, const Point& min,
                                               const Point& max) {
    double from = -std::numeric_limits<double>::infinity();
    double to = std::numeric_limits<double>::infinity();
    const std::array<std::array<double, 4>, 2> axes{
        {{middle.x, direction.x, min.x, max.x}, {middle.y, direction.y, min.y, max.y}}};
    for (const auto& [at, step, low, high] : axes) {
        if (step == 0) {
            if (at < low || at > high) return std::nullopt;
            continue;
        }
        const double a = (low - at) / step;
        const double b = (high - at) / step;
        from = std::max(from, std::min(a, b));
        to = std::min(to, std::max(a, b));
    }
    if (from >= to) return std::nullopt;
    return std::array<double, 2>{from, to};
}

LatticePoint rounded(const Point& p) {
    return {std::llround(p.x), std::llround(p.y)};
}

}  // namespace

std::vector<VoronoiEdge> voronoi_borders(std::vector<Generator> generators, const LatticePoint& box_min,
                                         const LatticePoint& box_max) {
    std::vector<VoronoiEdge> result;
    if (generators.size() < 2) return result;
    const Scaled scaled = scale(generators);
    Diagram diagram;
    boost::polygon::construct_voronoi(scaled.points.begin(), scaled.points.end(), &diagram);

    const Point min{static_cast<double>(box_min.x), static_cast<double>(box_min.y)};
    const Point max{static_cast<double>(box_max.x), static_cast<double>(box_max.y)};
    for (std::size_t i = 0; i < diagram.edges().size(); i += 2) {  // each edge and its twin are neighbours
        const auto& edge = diagram.edges()[i];
        const std::size_t left = edge.cell()->source_index();
        const std::size_t right = edge.twin()->cell()->source_index();
        if (scaled.labels[left] == scaled.labels[right]) continue;
        const Point p = scaled.back(scaled.points[left].x(), scaled.points[left].y());
        const Point q = scaled.back(scaled.points[right].x(), scaled.points[right].y());
        // The edge lies on the bisector of p and q; p is on the left when walking along `direction`.
        const Point middle{(p.x + q.x) / 2, (p.y + q.y) / 2};
        const Point direction{p.y - q.y, q.x - p.x};
        const auto clip = clip_line(middle, direction, min, max);
        if (!clip) continue;
        const double squared = direction.x * direction.x + direction.y * direction.y;
        const auto end_point = [&](const Diagram::vertex_type* vertex, double limit,
                                   bool is_start) -> std::optional<LatticePoint> {
            const Point at_limit{middle.x + direction.x * limit, middle.y + direction.y * limit};
            if (vertex == nullptr) return rounded(at_limit);
            const Point v = scaled.back(vertex->x(), vertex->y());
            if (v.x >= min.x && v.x <= max.x && v.y >= min.y && v.y <= max.y) return rounded(v);
            const double t = ((v.x - middle.x) * direction.x + (v.y - middle.y) * direction.y) / squared;
            if (is_start ? t >= (*clip)[1] : t <= (*clip)[0]) return std::nullopt;  // wholly beyond the box
            return rounded(at_limit);
        };
        const auto from = end_point(edge.vertex0(), (*clip)[0], true);
        const auto to = end_point(edge.vertex1(), (*clip)[1], false);
        if (!from || !to || *from == *to) continue;
        result.push_back({{*from, *to}, scaled.labels[left], scaled.labels[right]});
    }
    return result;
}

}  // namespace grid
