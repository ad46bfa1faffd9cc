#include "libgrid/wishes/mesh_places.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "libgrid/core/predicates.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

const MeshVertex& vertex(const Mesh& mesh, std::int32_t v) {
    return mesh.vertices[static_cast<std::size_t>(v)];
}

/// Calls visit(p, q) for each segment of an edge, output CRS, until it returns false. Whether all returned true.
template <typename Visit>
bool all_segments(const Mesh& mesh, const MeshEdge& edge, Visit&& visit) {
    Point from = vertex(mesh, edge.a).output;
    for (std::uint32_t i = 0; i <= edge.shape_count; ++i) {
        const Point to = i < edge.shape_count ? mesh.shape[edge.first_shape + i].output : vertex(mesh, edge.b).output;
        if (!visit(from, to)) return false;
        from = to;
    }
    return true;
}

Box box_of_segment(const Point& p, const Point& q) {
    Box box;
    box.add(p);
    box.add(q);
    return box;
}

bool segments_meet(const Point& a, const Point& b, const Point& p, const Point& q) {
    if (!box_of_segment(a, b).meets(box_of_segment(p, q))) return false;
    return orientation(a, b, p) * orientation(a, b, q) <= 0 && orientation(p, q, a) * orientation(p, q, b) <= 0;
}

/// Indices of the edges between two cells, or of the outline, for which `test` holds.
template <typename Test>
std::vector<std::int32_t> edges_where(const Mesh& mesh, EdgesOf of, Test&& test) {
    std::vector<std::int32_t> found;
    for (std::size_t e = 0; e < mesh.edges.size(); ++e) {
        const MeshEdge& edge = mesh.edges[e];
        if (edge.left == edge.right) continue;
        const bool is_outline = edge.left == no_cell || edge.right == no_cell;
        if (is_outline == (of == EdgesOf::outline) && test(edge)) found.push_back(static_cast<std::int32_t>(e));
    }
    return found;
}

Box box_of(const MultiLineString& lines) {
    Box box;
    for (const LineString& line : lines) {
        for (const Point& p : line)
            box.add(p);
    }
    return box;
}

Box widened(Box box, const MetricScale& scale, double reach_m) {
    return {box.min_x - reach_m / scale.x, box.min_y - reach_m / scale.y, box.max_x + reach_m / scale.x,
            box.max_y + reach_m / scale.y};
}

/// Where a segment runs through the inside of an area.
class Inside {
public:
    Inside(const MultiPolygon& polygons, const MetricScale& scale, double reach_m)
        : m_scale(scale), m_reach_m(reach_m), m_locator(std::vector<MultiPolygon>{polygons}) {
        for (const Polygon& polygon : polygons) {
            m_rings.push_back(polygon.shell);
            m_rings.insert(m_rings.end(), polygon.holes.begin(), polygon.holes.end());
        }
    }

    /// Cuts the segment where it meets the border of the area, and asks each piece that is long enough at its middle.
    [[nodiscard]] bool holds_part_of(const Point& p, const Point& q) const {
        std::vector<double> cuts{0, 1};
        for (const Ring& ring : m_rings) {
            for (std::size_t i = 1; i < ring.size(); ++i) {
                if (!segments_meet(p, q, ring[i - 1], ring[i])) continue;
                const double dx = ring[i].x - ring[i - 1].x;
                const double dy = ring[i].y - ring[i - 1].y;
                const double across = (q.x - p.x) * dy - (q.y - p.y) * dx;
                if (across == 0) continue;
                cuts.push_back(
                    std::clamp(((ring[i - 1].x - p.x) * dy - (ring[i - 1].y - p.y) * dx) / across, 0.0, 1.0));
            }
        }
        std::sort(cuts.begin(), cuts.end());
        const double length = m_scale.distance(p, q);
        for (std::size_t i = 1; i < cuts.size(); ++i) {
            if ((cuts[i] - cuts[i - 1]) * length <= m_reach_m) continue;
            const double t = (cuts[i] + cuts[i - 1]) / 2;
            const std::vector<AreaLocator::Hit> hits =
                m_locator.find_all({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)}, m_reach_m, m_scale);
            if (!hits.empty() && !hits.front().on_border) return true;
        }
        return false;
    }

private:
    MetricScale m_scale;
    double m_reach_m;
    AreaLocator m_locator;
    std::vector<Ring> m_rings;
};

}  // namespace

std::int32_t cell_at(const Mesh& mesh, const Point& point) {
    // The edge nearest above the point: of those that end above one vertex, the flattest from there on.
    std::tuple<double, double> nearest{std::numeric_limits<double>::infinity(), 0};
    std::int32_t cell = no_cell;
    for (const MeshEdge& edge : mesh.edges) {
        (void)all_segments(mesh, edge, [&](const Point& from, const Point& to) {
            const bool is_eastward = from.x < to.x;
            const Point& west = is_eastward ? from : to;
            const Point& east = is_eastward ? to : from;
            if (!(west.x <= point.x && point.x < east.x) || orientation(west, east, point) > 0) return true;
            const double slope = (east.y - west.y) / (east.x - west.x);
            const std::tuple here{west.y + slope * (point.x - west.x), slope};
            if (here < nearest) {
                nearest = here;
                cell = is_eastward ? edge.right : edge.left;
            }
            return true;
        });
    }
    return cell;
}

std::vector<std::int32_t> edges_through(const Mesh& mesh, const MultiPolygon& polygons, double reach_m, EdgesOf of) {
    const Box box = box_of(polygons);
    const Inside inside(polygons, mesh.plane.scale, reach_m);
    return edges_where(mesh, of, [&](const MeshEdge& edge) {
        return !all_segments(mesh, edge, [&](const Point& p, const Point& q) {
            return !box.meets(box_of_segment(p, q)) || !inside.holds_part_of(p, q);
        });
    });
}

std::vector<std::int32_t> edges_across(const Mesh& mesh, const MultiLineString& lines, EdgesOf of) {
    const Box box = box_of(lines);
    return edges_where(mesh, of, [&](const MeshEdge& edge) {
        return !all_segments(mesh, edge, [&](const Point& p, const Point& q) {
            return !box.meets(box_of_segment(p, q)) || !crosses(p, q, lines);
        });
    });
}

std::vector<std::int32_t> edges_along(const Mesh& mesh, const MultiLineString& lines, double reach_m) {
    const MetricScale& scale = mesh.plane.scale;
    const Box box = widened(box_of(lines), scale, reach_m);
    const auto is_near = [&](const Point& at) {
        return std::any_of(lines.begin(), lines.end(), [&](const LineString& line) {
            for (std::size_t i = 1; i < line.size(); ++i) {
                if (scale.distance(at, line[i - 1], line[i]) <= reach_m) return true;
            }
            return false;
        });
    };
    return edges_where(mesh, EdgesOf::inside, [&](const MeshEdge& edge) {
        return all_segments(mesh, edge, [&](const Point& p, const Point& q) {
            return box.meets(box_of_segment(p, q)) && is_near(p) && is_near(q) &&
                   is_near({(p.x + q.x) / 2, (p.y + q.y) / 2});
        });
    });
}

bool runs_through(const Point& a, const Point& b, const MultiPolygon& polygons, const MetricScale& scale,
                  double reach_m) {
    return box_of(polygons).meets(box_of_segment(a, b)) && Inside(polygons, scale, reach_m).holds_part_of(a, b);
}

std::vector<std::pair<Point, double>> points_along(const MultiLineString& lines, const MetricScale& scale,
                                                   double step_m) {
    constexpr double most_steps = 200;
    std::vector<std::pair<Point, double>> points;
    for (const LineString& line : lines) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            const Point& from = line[i - 1];
            const Point& to = line[i];
            const double length = scale.distance(from, to);
            const double steps = std::clamp(std::ceil(length / step_m), 1.0, most_steps);
            for (double s = 0.5; s < steps; ++s) {
                const double t = s / steps;
                points.emplace_back(Point{from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)}, length / steps);
            }
        }
    }
    return points;
}

bool crosses(const Point& a, const Point& b, const MultiLineString& lines) {
    return std::any_of(lines.begin(), lines.end(), [&](const LineString& line) {
        for (std::size_t i = 1; i < line.size(); ++i) {
            if (segments_meet(a, b, line[i - 1], line[i])) return true;
        }
        return false;
    });
}

}  // namespace grid
