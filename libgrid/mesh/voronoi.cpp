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

/// Generators as 32-bit points, as Boost.Polygon asks for, in a plane that is true to scale, and the way back.
class Scaled {
public:
    Scaled(std::vector<Generator>& generators, const Lattice& lattice) : m_lattice(lattice) {
        LatticeBox box{generators.front().at, generators.front().at};
        for (const Generator& g : generators)
            box.add(g.at);
        m_origin = {(box.min.x + box.max.x) / 2, (box.min.y + box.max.y) / 2};
        const Point corner = to_metres(box.max);
        constexpr double finest_m = 1e-5;
        constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max() / 2;
        m_step_m = std::max(finest_m, std::max(corner.x, corner.y) / most);
        for (Generator& g : generators) {
            const Point metres = to_metres(g.at);
            g.at = {std::llround(metres.x / m_step_m), std::llround(metres.y / m_step_m)};
        }
        std::sort(generators.begin(), generators.end(), [](const Generator& a, const Generator& b) {
            return std::tie(a.at, a.label) < std::tie(b.at, b.label);
        });
        for (const Generator& g : generators) {
            const boost::polygon::point_data<std::int32_t> point(static_cast<std::int32_t>(g.at.x),
                                                                 static_cast<std::int32_t>(g.at.y));
            if (!points.empty() && points.back() == point) continue;
            points.push_back(point);
            labels.push_back(g.label);
        }
    }

    /// Metres from the origin.
    [[nodiscard]] Point to_metres(const LatticePoint& p) const {
        return {static_cast<double>(p.x - m_origin.x) * m_lattice.metres().x,
                static_cast<double>(p.y - m_origin.y) * m_lattice.metres().y};
    }
    [[nodiscard]] Point scaled_to_metres(double x, double y) const { return {x * m_step_m, y * m_step_m}; }
    [[nodiscard]] LatticePoint to_lattice(const Point& metres) const {
        return m_lattice.tidy({static_cast<double>(m_origin.x) + metres.x / m_lattice.metres().x,
                               static_cast<double>(m_origin.y) + metres.y / m_lattice.metres().y});
    }

    std::vector<boost::polygon::point_data<std::int32_t>> points;
    std::vector<std::int32_t> labels;

private:
    const Lattice& m_lattice;
    LatticePoint m_origin;
    double m_step_m = 1;
};

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

}  // namespace

std::vector<VoronoiEdge> voronoi_borders(std::vector<Generator> generators, const LatticeBox& box,
                                         const Lattice& lattice) {
    std::vector<VoronoiEdge> result;
    if (generators.size() < 2) return result;
    const Scaled scaled(generators, lattice);
    Diagram diagram;
    boost::polygon::construct_voronoi(scaled.points.begin(), scaled.points.end(), &diagram);

    const Point min = scaled.to_metres(box.min);
    const Point max = scaled.to_metres(box.max);
    for (std::size_t i = 0; i < diagram.edges().size(); i += 2) {  // each edge and its twin are neighbours
        const auto& edge = diagram.edges()[i];
        const std::size_t left = edge.cell()->source_index();
        const std::size_t right = edge.twin()->cell()->source_index();
        if (scaled.labels[left] == scaled.labels[right]) continue;
        const Point p = scaled.scaled_to_metres(scaled.points[left].x(), scaled.points[left].y());
        const Point q = scaled.scaled_to_metres(scaled.points[right].x(), scaled.points[right].y());
        // The edge lies on the bisector of p and q; p is on the left when walking along `direction`.
        const Point middle{(p.x + q.x) / 2, (p.y + q.y) / 2};
        const Point direction{p.y - q.y, q.x - p.x};
        const auto clip = clip_line(middle, direction, min, max);
        if (!clip) continue;
        const double squared = direction.x * direction.x + direction.y * direction.y;
        const auto end_point = [&](const Diagram::vertex_type* vertex, double limit,
                                   bool is_start) -> std::optional<LatticePoint> {
            const Point at_limit{middle.x + direction.x * limit, middle.y + direction.y * limit};
            if (vertex == nullptr) return scaled.to_lattice(at_limit);
            const Point v = scaled.scaled_to_metres(vertex->x(), vertex->y());
            if (v.x >= min.x && v.x <= max.x && v.y >= min.y && v.y <= max.y) return scaled.to_lattice(v);
            const double t = ((v.x - middle.x) * direction.x + (v.y - middle.y) * direction.y) / squared;
            if (is_start ? t >= (*clip)[1] : t <= (*clip)[0]) return std::nullopt;  // wholly beyond the box
            return scaled.to_lattice(at_limit);
        };
        const auto from = end_point(edge.vertex0(), (*clip)[0], true);
        const auto to = end_point(edge.vertex1(), (*clip)[1], false);
        if (!from || !to || *from == *to) continue;
        result.push_back({{*from, *to}, scaled.labels[left], scaled.labels[right]});
    }
    return result;
}

}  // namespace grid
