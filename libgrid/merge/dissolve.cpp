#include "libgrid/merge/dissolve.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

#include "libgrid/coverage/ring_assembly.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

template <typename Visit>
void for_rings(const MultiPolygon& polygons, Visit&& visit) {
    for (const Polygon& polygon : polygons) {
        visit(polygon.shell, false);
        for (const Ring& hole : polygon.holes)
            visit(hole, true);
    }
}

std::vector<DirectedSegment> segments_of(std::span<const MultiPolygon* const> parts) {
    std::vector<DirectedSegment> segments;
    for (const MultiPolygon* part : parts)
        for_rings(*part, [&](const Ring& ring, bool is_hole) { add_segments(ring, is_hole, segments); });
    return segments;
}

/// The borders of the dissolved polygons as a graph, and the vertices in it that may go.
class Thinning {
public:
    Thinning(std::span<const MultiPolygon> dissolved, std::vector<Point> candidates, const GroundScale& scale)
        : m_scale(scale), m_candidates(std::move(candidates)) {
        for (const MultiPolygon& polygons : dissolved) {
            for_rings(polygons, [this](const Ring& ring, bool) {
                for (std::size_t i = 1; i < ring.size(); ++i) {
                    if (!is_candidate(ring[i - 1]) && !is_candidate(ring[i])) continue;
                    m_links.emplace_back(ring[i - 1], ring[i]);
                    m_links.emplace_back(ring[i], ring[i - 1]);
                }
            });
        }
        std::ranges::sort(m_links);
        m_links.erase(std::unique(m_links.begin(), m_links.end()), m_links.end());
        std::erase_if(m_candidates, [this](const Point& p) { return links_of(p).size() != 2; });
    }

    /// The vertices to leave out, ascending.
    std::vector<Point> run() {
        std::set<Point> seen;
        for (const Point& start : m_candidates) {
            if (seen.contains(start)) continue;
            std::vector<Point> chain = chain_through(start);
            seen.insert(chain.begin(), chain.end());
            if (chain.back() < chain.front() || (chain.back() == chain.front() && chain[chain.size() - 2] < chain[1]))
                std::ranges::reverse(chain);
            thin(chain, 0, chain.size() - 1);
        }
        std::ranges::sort(m_dropped);
        return std::move(m_dropped);
    }

private:
    [[nodiscard]] bool is_candidate(const Point& p) const { return std::ranges::binary_search(m_candidates, p); }

    [[nodiscard]] std::span<const DirectedSegment> links_of(const Point& p) const {
        const auto [first, last] = std::ranges::equal_range(m_links, p, {}, &DirectedSegment::first);
        return {first, last};
    }

    /// From a vertex that stays over such that may go to one that stays. A ring of which all may go begins and ends at
    /// its smallest point.
    [[nodiscard]] std::vector<Point> chain_through(const Point& start) const {
        std::vector<Point> chain{start};
        const auto extend = [&](Point next) {
            while (true) {
                const Point before = chain.back();
                chain.push_back(next);
                if (next == start || !is_candidate(next)) return;
                const auto links = links_of(next);
                next = links[0].second == before ? links[1].second : links[0].second;
            }
        };
        extend(links_of(start)[0].second);
        if (chain.back() == start) return chain;
        std::ranges::reverse(chain);
        extend(links_of(start)[1].second);
        return chain;
    }

    /// Metres from the straight line between a and b.
    [[nodiscard]] double off_line(const Point& p, const Point& a, const Point& b) const {
        const double x = m_scale.metres_per_x(p.y);
        const double y = m_scale.metres_per_unit;
        const Point along{(b.x - a.x) * x, (b.y - a.y) * y};
        const Point to{(p.x - a.x) * x, (p.y - a.y) * y};
        const double length = std::hypot(along.x, along.y);
        const double at = length > 0 ? (along.x * to.x + along.y * to.y) / length : 0;
        if (!(at > 0 && at < length)) return std::min(m_scale.distance(p, a), m_scale.distance(p, b));
        return std::abs(along.x * to.y - along.y * to.x) / length;
    }

    /// Drops what lies between two vertices that stay, or lets the one farthest off stay as well (Douglas and Peucker).
    void thin(const std::vector<Point>& chain, std::size_t first, std::size_t last) {
        std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
        while (!open.empty()) {
            const auto [from, to] = open.back();
            open.pop_back();
            std::size_t farthest = from;
            double most = straight_tolerance_m;
            for (std::size_t i = from + 1; i < to; ++i) {
                const double off = off_line(chain[i], chain[from], chain[to]);
                if (off <= most) continue;
                most = off;
                farthest = i;
            }
            if (farthest == from) {
                for (std::size_t i = from + 1; i < to; ++i)
                    m_dropped.push_back(chain[i]);
            } else {
                open.emplace_back(from, farthest);
                open.emplace_back(farthest, to);
            }
        }
    }

    const GroundScale& m_scale;
    std::vector<Point> m_candidates;
    std::vector<DirectedSegment> m_links;  ///< those at candidates, in both directions
    std::vector<Point> m_dropped;
};

}  // namespace

MultiPolygon dissolve(std::span<const MultiPolygon* const> parts) {
    std::vector<DirectedSegment> segments = segments_of(parts);
    cancel_opposites(segments);
    MultiPolygon dissolved = assemble_polygons(segments);
    order_rings(dissolved);
    const MultiPolygon* const whole[] = {&dissolved};
    std::vector<DirectedSegment> outline = segments_of(whole);
    std::ranges::sort(outline);
    if (outline != segments || find_invalid(dissolved)) return {};
    return dissolved;
}

std::vector<Point> drop_needless_vertices(std::span<MultiPolygon> dissolved, std::span<const Point> kept,
                                          const GroundScale& scale) {
    std::vector<Point> candidates;
    for (const MultiPolygon& polygons : dissolved) {
        for_rings(polygons, [&](const Ring& ring, bool) {
            std::ranges::copy_if(ring, std::back_inserter(candidates),
                                 [&](const Point& p) { return !std::ranges::binary_search(kept, p); });
        });
    }
    std::ranges::sort(candidates);
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    const std::vector<Point> dropped = Thinning(dissolved, candidates, scale).run();
    const auto is_dropped = [&](const Point& p) { return std::ranges::binary_search(dropped, p); };
    const auto thin = [&](Ring& ring) {
        Ring rest(ring.begin(), ring.end() - 1);
        std::erase_if(rest, is_dropped);
        constexpr std::size_t triangle = 3;
        if (rest.size() < triangle) return;
        rest.push_back(rest.front());
        ring = std::move(rest);
    };
    for (MultiPolygon& polygons : dissolved) {
        for (Polygon& polygon : polygons) {
            thin(polygon.shell);
            std::ranges::for_each(polygon.holes, thin);
        }
        order_rings(polygons);
    }
    std::erase_if(candidates, is_dropped);
    return candidates;
}

}  // namespace grid
