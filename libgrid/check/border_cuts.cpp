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

/// A block and its segments, for tests in double precision: what is cut by less than `least_depth_m` is not cut.
class BlockShape {
public:
    explicit BlockShape(const LatticeArea& area) {
        for (const auto& ring : area.rings) {
            for (std::size_t i = 0; i < ring.size(); ++i)
                m_segments.push_back({ring[i], ring[(i + 1) % ring.size()]});
        }
    }

    /// Where along a line (0 to 1) it meets the border of the block, ascending, both ends included.
    [[nodiscard]] std::vector<double> crossings(const Segment& line) const {
        std::vector<double> at{0, 1};
        const double dx = static_cast<double>(line.q.x - line.p.x);
        const double dy = static_cast<double>(line.q.y - line.p.y);
        for (const Segment& s : m_segments) {
            const double ex = static_cast<double>(s.q.x - s.p.x);
            const double ey = static_cast<double>(s.q.y - s.p.y);
            const double determinant = dx * ey - dy * ex;
            if (determinant == 0) continue;
            const double px = static_cast<double>(s.p.x - line.p.x);
            const double py = static_cast<double>(s.p.y - line.p.y);
            const double t = (px * ey - py * ex) / determinant;
            const double u = (px * dy - py * dx) / determinant;
            if (t > 0 && t < 1 && u >= 0 && u <= 1) at.push_back(t);
        }
        std::sort(at.begin(), at.end());
        return at;
    }

    /// Whether the point lies inside, and deeper than so many lattice steps.
    [[nodiscard]] bool holds(double x, double y, double depth) const {
        bool inside = false;
        for (const Segment& s : m_segments) {
            const double ax = static_cast<double>(s.p.x) - x;
            const double ay = static_cast<double>(s.p.y) - y;
            const double bx = static_cast<double>(s.q.x) - x;
            const double by = static_cast<double>(s.q.y) - y;
            const double ex = bx - ax;
            const double ey = by - ay;
            const double squared = ex * ex + ey * ey;
            const double t = squared > 0 ? std::clamp(-(ax * ex + ay * ey) / squared, 0.0, 1.0) : 0;
            if (std::hypot(ax + t * ex, ay + t * ey) <= depth) return false;
            if ((ay > 0) != (by > 0) && ax - ay * ex / ey > 0) inside = !inside;
        }
        return inside;
    }

private:
    std::vector<Segment> m_segments;
};

class CutFinder {
public:
    explicit CutFinder(const CheckContext& context)
        : m_context(context), m_locator(context.areas), m_boxes(boxes_of(context.areas)) {}

    [[nodiscard]] std::vector<std::optional<BorderCut>> run(const std::vector<LatticeArea>& blocks) const {
        std::vector<std::optional<BorderCut>> cuts(blocks.size());
        run_on_threads(m_context.request.against.threads, [&] {
            tbb::parallel_for(std::size_t{0}, blocks.size(), [&](std::size_t b) { cuts[b] = find_cut(blocks[b]); });
        });
        return cuts;
    }

private:
    static std::vector<BoxIndex::Entry> boxes_of(const std::vector<std::vector<LatticeArea>>& areas) {
        std::vector<BoxIndex::Entry> entries;
        for (std::size_t row = 0; row < areas.size(); ++row) {
            for (const LatticeArea& area : areas[row])
                entries.emplace_back(box_of(area), static_cast<std::int32_t>(row));
        }
        return entries;
    }

    [[nodiscard]] std::optional<BorderCut> find_cut(const LatticeArea& block) const {
        const LatticeBox box = box_of(block);
        std::vector<std::int32_t> near = m_boxes.find(box);
        near.erase(std::unique(near.begin(), near.end()), near.end());
        if (near.size() < 2) return std::nullopt;
        const BlockShape shape(block);
        for (const std::int32_t row : near) {
            for (const LatticeArea& area : m_context.areas[static_cast<std::size_t>(row)]) {
                for (const auto& ring : area.rings) {
                    for (std::size_t i = 0; i < ring.size(); ++i) {
                        const Segment line{ring[i], ring[(i + 1) % ring.size()]};
                        if (auto cut = cut_of(line, box, shape)) return cut;
                    }
                }
            }
        }
        return std::nullopt;
    }

    [[nodiscard]] std::optional<BorderCut> cut_of(const Segment& line, const LatticeBox& box,
                                                  const BlockShape& shape) const {
        LatticeBox reach{line.p, line.p};
        reach.add(line.q);
        if (!box.meets(reach)) return std::nullopt;
        constexpr double depth = 0.05 * lattice_per_metre;
        const std::vector<double> at = shape.crossings(line);
        for (std::size_t i = 1; i < at.size(); ++i) {
            const double t = (at[i - 1] + at[i]) / 2;
            const double x = static_cast<double>(line.p.x) + t * static_cast<double>(line.q.x - line.p.x);
            const double y = static_cast<double>(line.p.y) + t * static_cast<double>(line.q.y - line.p.y);
            if (!shape.holds(x, y, depth)) continue;
            if (auto cut = border_at({std::llround(x), std::llround(y)})) return cut;
        }
        return std::nullopt;
    }

    /// Two grids of one unit that meet here.
    [[nodiscard]] std::optional<BorderCut> border_at(const LatticePoint& at) const {
        constexpr auto reach = static_cast<std::int64_t>(lattice_per_metre / 100);
        const std::vector<AreaLocator::Hit> hits = m_locator.find_all(at, reach);
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
    AreaLocator m_locator;
    BoxIndex m_boxes;
};

}  // namespace

std::vector<std::optional<BorderCut>> find_border_cuts(const CheckContext& context,
                                                       const std::vector<LatticeArea>& blocks) {
    return CutFinder(context).run(blocks);
}

}  // namespace grid
