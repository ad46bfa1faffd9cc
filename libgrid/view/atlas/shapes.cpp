#include "libgrid/view/atlas/shapes.hpp"

#include <boost/geometry.hpp>
#include <boost/geometry/geometries/register/linestring.hpp>
#include <boost/geometry/geometries/register/point.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "libgrid/export/simplify.hpp"

BOOST_GEOMETRY_REGISTER_POINT_2D(grid::Point, double, boost::geometry::cs::cartesian, x, y)
BOOST_GEOMETRY_REGISTER_LINESTRING(grid::LineString)

namespace grid {

namespace {

/// The page itself is the plane in which tolerances are measured.
class PagePlane final : public Projection {
public:
    void to_work(std::span<Point>) const override {}
    void to_output(std::span<Point>) const override {}
    [[nodiscard]] std::unique_ptr<Projection> clone() const override { return std::make_unique<PagePlane>(); }
};

/// The part of a closed ring on the side of a line where `depth` is not negative.
Ring cut_ring(const Ring& ring, const std::function<double(const Point&)>& depth) {
    Ring kept;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const double from = depth(ring[i - 1]);
        const double to = depth(ring[i]);
        if ((from < 0) != (to < 0)) {
            const double t = from / (from - to);
            kept.push_back(
                {ring[i - 1].x + t * (ring[i].x - ring[i - 1].x), ring[i - 1].y + t * (ring[i].y - ring[i - 1].y)});
        }
        if (to >= 0) kept.push_back(ring[i]);
    }
    if (!kept.empty()) kept.push_back(kept.front());
    return kept;
}

}  // namespace

bool clip_segment(const Point& a, const Point& b, const Rect& box, double& from, double& to) {
    from = 0;
    to = 1;
    const auto cut = [&](double start, double step, double low, double high) {
        if (step == 0) return start >= low && start <= high;
        const double first = (low - start) / step;
        const double second = (high - start) / step;
        from = std::max(from, std::min(first, second));
        to = std::min(to, std::max(first, second));
        return from <= to;
    };
    return cut(a.x, b.x - a.x, box.x, box.right()) && cut(a.y, b.y - a.y, box.y, box.bottom());
}

Ring clip_ring(const Ring& ring, const Rect& box) {
    Box extent;
    for (const Point& p : ring)
        extent.add(p);
    if (extent.empty() || extent.max_x < box.x || extent.min_x > box.right() || extent.max_y < box.y ||
        extent.min_y > box.bottom())
        return {};
    if (extent.min_x >= box.x && extent.max_x <= box.right() && extent.min_y >= box.y && extent.max_y <= box.bottom())
        return ring;
    Ring cut = cut_ring(ring, [&](const Point& p) { return p.x - box.x; });
    cut = cut_ring(cut, [&](const Point& p) { return box.right() - p.x; });
    cut = cut_ring(cut, [&](const Point& p) { return p.y - box.y; });
    cut = cut_ring(cut, [&](const Point& p) { return box.bottom() - p.y; });
    constexpr std::size_t least = 4;
    return cut.size() < least ? Ring{} : cut;
}

MultiPolygon clip_polygons(const MultiPolygon& polygons, const Rect& box) {
    MultiPolygon kept;
    for (const Polygon& polygon : polygons) {
        Polygon part{clip_ring(polygon.shell, box), {}};
        if (part.shell.empty()) continue;
        for (const Ring& hole : polygon.holes) {
            Ring ring = clip_ring(hole, box);
            if (!ring.empty()) part.holes.push_back(std::move(ring));
        }
        kept.push_back(std::move(part));
    }
    return kept;
}

MultiLineString clip_line(const LineString& line, const Rect& box) {
    MultiLineString parts;
    bool goes_on = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const Point& a = line[i - 1];
        const Point& b = line[i];
        double from = 0;
        double to = 1;
        if (!clip_segment(a, b, box, from, to)) {
            goes_on = false;
            continue;
        }
        const auto at = [&](double t) { return Point{a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}; };
        if (!goes_on || from > 0) parts.push_back({from > 0 ? at(from) : a});
        parts.back().push_back(to < 1 ? at(to) : b);
        goes_on = to >= 1;
    }
    return parts;
}

LineString simplify_line(const LineString& line) {
    LineString simple;
    boost::geometry::simplify(line, simple, paper_tolerance);
    return simple;
}

void simplify_for_paper(const std::vector<MultiPolygon*>& polygons) {
    simplify_coverage(polygons, paper_tolerance, PagePlane());
}

}  // namespace grid
