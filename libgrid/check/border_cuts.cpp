#include "libgrid/check/border_cuts.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/mesh/area_locator.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

struct Stretch {
    Point p;
    Point q;
};

/// A block and its segments in metres.
class BlockShape {
public:
    BlockShape(const Area& block, const Plane& plane) {
        const auto add = [&](const Ring& ring) {
            for (std::size_t i = 1; i < ring.size(); ++i)
                m_segments.push_back({plane.to_work(ring[i - 1]), plane.to_work(ring[i])});
        };
        for (const Polygon& polygon : block.polygons) {
            add(polygon.shell);
            for (const Ring& hole : polygon.holes)
                add(hole);
        }
    }

    /// Where along a line (0 to 1) it meets the border of the block, ascending, both ends included.
    [[nodiscard]] std::vector<double> crossings(const Stretch& line) const {
        std::vector<double> at{0, 1};
        const double dx = line.q.x - line.p.x;
        const double dy = line.q.y - line.p.y;
        for (const Stretch& s : m_segments) {
            const double ex = s.q.x - s.p.x;
            const double ey = s.q.y - s.p.y;
            const double determinant = dx * ey - dy * ex;
            if (determinant == 0) continue;
            const double px = s.p.x - line.p.x;
            const double py = s.p.y - line.p.y;
            const double t = (px * ey - py * ex) / determinant;
            const double u = (px * dy - py * dx) / determinant;
            if (t > 0 && t < 1 && u >= 0 && u <= 1) at.push_back(t);
        }
        std::sort(at.begin(), at.end());
        return at;
    }

    /// Whether the point lies inside, and deeper than so many metres.
    [[nodiscard]] bool holds(const Point& at, double depth_m) const {
        bool inside = false;
        for (const Stretch& s : m_segments) {
            const double ax = s.p.x - at.x;
            const double ay = s.p.y - at.y;
            const double bx = s.q.x - at.x;
            const double by = s.q.y - at.y;
            const double ex = bx - ax;
            const double ey = by - ay;
            const double squared = ex * ex + ey * ey;
            const double t = squared > 0 ? std::clamp(-(ax * ex + ay * ey) / squared, 0.0, 1.0) : 0;
            if (std::hypot(ax + t * ex, ay + t * ey) <= depth_m) return false;
            if ((ay > 0) != (by > 0) && ax - ay * ex / ey > 0) inside = !inside;
        }
        return inside;
    }

private:
    std::vector<Stretch> m_segments;
};

class CutFinder {
public:
    CutFinder(const CheckContext& context, const std::vector<Area>& areas, const CutFilter& is_right)
        : m_context(context),
          m_areas(areas),
          m_is_right(is_right),
          m_locator(context.grids.geometry),
          m_boxes(boxes_of(context.grids.geometry)) {}

    [[nodiscard]] std::vector<std::optional<BorderCut>> run() const {
        std::vector<std::optional<BorderCut>> cuts(m_areas.size());
        run_on_threads(m_context.request.against.threads, [&] {
            tbb::parallel_for(std::size_t{0}, m_areas.size(), [&](std::size_t a) { cuts[a] = find_cut(a); });
        });
        return cuts;
    }

private:
    /// An area whose borders are looked for.
    struct Wanted {
        std::size_t number = 0;
        Box box;
        Plane plane;
        BlockShape shape;
    };

    [[nodiscard]] std::optional<BorderCut> find_cut(std::size_t number) const {
        const Area& area = m_areas[number];
        const std::vector<std::int32_t> near = m_boxes.find(area.box);
        if (near.size() < 2) return std::nullopt;
        const Plane plane{area.box.middle(), m_context.scale.at(area.box.middle().y)};
        const Wanted wanted{number, area.box, plane, BlockShape(area, plane)};
        for (const std::int32_t row : near) {
            for (const Polygon& polygon : m_context.grids.geometry[static_cast<std::size_t>(row)]) {
                if (auto cut = cut_of(polygon.shell, wanted)) return cut;
                for (const Ring& hole : polygon.holes) {
                    if (auto cut = cut_of(hole, wanted)) return cut;
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<BorderCut> cut_of(const Ring& ring, const Wanted& wanted) const {
        const Plane& plane = wanted.plane;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            Box reach;
            reach.add(ring[i - 1]);
            reach.add(ring[i]);
            if (!wanted.box.meets(reach)) continue;
            if (auto cut = cut_of(Stretch{plane.to_work(ring[i - 1]), plane.to_work(ring[i])}, wanted)) return cut;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<BorderCut> cut_of(const Stretch& line, const Wanted& wanted) const {
        const std::vector<double> at = wanted.shape.crossings(line);
        for (std::size_t i = 1; i < at.size(); ++i) {
            const double t = (at[i - 1] + at[i]) / 2;
            const Point middle{line.p.x + t * (line.q.x - line.p.x), line.p.y + t * (line.q.y - line.p.y)};
            if (!wanted.shape.holds(middle, border_cut_depth_m)) continue;
            const auto cut = border_at(wanted.plane.to_output(middle), wanted.plane.scale);
            if (cut && !m_is_right(*cut, wanted.number)) return cut;
        }
        return std::nullopt;
    }

    /// Two grids of one unit that meet here.
    [[nodiscard]] std::optional<BorderCut> border_at(const Point& at, const MetricScale& scale) const {
        constexpr double reach_m = 0.01;
        const std::vector<AreaLocator::Hit> hits = m_locator.find_all(at, reach_m, scale);
        for (std::size_t i = 0; i < hits.size(); ++i) {
            for (std::size_t j = i + 1; j < hits.size(); ++j) {
                const auto a = static_cast<std::size_t>(hits[i].area);
                const auto b = static_cast<std::size_t>(hits[j].area);
                if (m_context.grids.unit_of[a] != m_context.grids.unit_of[b]) continue;
                return BorderCut{at, hits[i].area, hits[j].area};
            }
        }
        return std::nullopt;
    }

    const CheckContext& m_context;
    const std::vector<Area>& m_areas;
    const CutFilter& m_is_right;
    AreaLocator m_locator;
    BoxIndex m_boxes;
};

}  // namespace

std::vector<std::optional<BorderCut>> find_border_cuts(const CheckContext& context, const std::vector<Area>& areas,
                                                       const CutFilter& is_right) {
    return CutFinder(context, areas, is_right).run();
}

}  // namespace grid
