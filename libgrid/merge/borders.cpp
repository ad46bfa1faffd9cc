#include "libgrid/merge/borders.hpp"

#include <boost/geometry/algorithms/disjoint.hpp>
#include <boost/geometry/geometries/box.hpp>
#include <boost/geometry/geometries/point_xy.hpp>
#include <boost/geometry/index/rtree.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

#include "libgrid/core/threads.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/validity.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

namespace bgi = boost::geometry::index;
using Corner = boost::geometry::model::d2::point_xy<double>;
using CornerBox = boost::geometry::model::box<Corner>;

/// The ends of the segments of one input that have no counterpart.
struct End {
    Point at;
    std::int32_t input = 0;
    friend auto operator<=>(const End&, const End&) = default;
};

/// How far a straight line of this length may be off where another CRS has it: the curvature of the images of straight
/// lines in the projections in use is at most some 2 / R outside the polar regions.
double bend_m(double length_m) {
    constexpr double radius_m = 6371000;
    return length_m * length_m / (4 * radius_m);
}

class Borders {
public:
    Borders(GridSet& set, int threads)
        : m_set(set),
          m_scale(scale_of(set)),
          m_threads(threads),
          m_any_transformed(std::ranges::any_of(set.inputs, &InputLayer::transformed)) {}

    std::int64_t match() {
        find_loose();
        if (m_loose.empty()) return 0;
        if (snap()) find_loose();
        index_ends();
        for (const LooseSegment& segment : m_loose)
            look_at(segment);
        return complete_all();
    }

private:
    using Key = std::tuple<std::int32_t, Point, Point>;  ///< feature, and the ends of its segment in ascending order

    [[nodiscard]] std::int32_t input_of(std::int32_t feature) const {
        return m_set.origins[static_cast<std::size_t>(feature)].input;
    }
    [[nodiscard]] bool is_transformed(std::int32_t input) const {
        return m_set.inputs[static_cast<std::size_t>(input)].transformed;
    }

    void find_loose() {
        run_on_threads(m_threads, [this] { m_loose = match_segments(m_set.geometry, {}, {}).loose; });
    }

    void index_ends() {
        std::vector<End> ends;
        for (const LooseSegment& segment : m_loose) {
            ends.push_back({segment.a, input_of(segment.owner)});
            ends.push_back({segment.b, input_of(segment.owner)});
        }
        std::ranges::sort(ends);
        ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
        std::vector<std::pair<Corner, std::uint32_t>> items;
        items.reserve(ends.size());
        for (std::size_t i = 0; i < ends.size(); ++i)
            items.emplace_back(Corner(ends[i].at.x, ends[i].at.y), static_cast<std::uint32_t>(i));
        m_ends = std::move(ends);
        m_tree = Tree(items);
    }

    /// Calls visit(end) for the ends in the box around two points, which is wider by `reach_m`.
    template <typename Visit>
    void for_ends_near(const Point& a, const Point& b, double reach_m, Visit&& visit) const {
        const double x = reach_m / std::max(m_scale.metres_per_x(std::max(std::abs(a.y), std::abs(b.y))), 1e-3);
        const double y = reach_m / m_scale.metres_per_unit;
        const CornerBox box(Corner(std::min(a.x, b.x) - x, std::min(a.y, b.y) - y),
                            Corner(std::max(a.x, b.x) + x, std::max(a.y, b.y) + y));
        for (auto it = m_tree.qbegin(bgi::intersects(box)); it != m_tree.qend(); ++it)
            visit(m_ends[it->second]);
    }

    /// Puts vertices of inputs that were transformed upon those that they stand for. Returns whether any was moved.
    bool snap() {
        if (!m_any_transformed) return false;
        index_ends();
        Moves moved;
        for (const End& end : m_ends) {
            const End* best = nullptr;
            double nearest = border_tolerance_m;
            for_ends_near(end.at, end.at, border_tolerance_m, [&](const End& other) {
                // The one that was not transformed stays, else that of the earlier input.
                const auto rank = [&](const End& e) { return std::pair(is_transformed(e.input), e.input); };
                const double distance = m_scale.distance(end.at, other.at);
                if (!is_transformed(end.input) || rank(other) >= rank(end) || distance > nearest) return;
                if (best != nullptr && distance == nearest &&
                    std::pair(rank(*best), *best) < std::pair(rank(other), other))
                    return;
                best = &other;
                nearest = distance;
            });
            if (best != nullptr) moved.emplace(std::pair(end.input, end.at), *best);
        }
        if (moved.empty()) return false;
        for (std::size_t i = 0; i < m_set.size(); ++i) {
            if (is_transformed(m_set.origins[i].input)) put_upon(moved, i);
        }
        return true;
    }

    using Moves = std::map<std::pair<std::int32_t, Point>, End>;  ///< by input and vertex

    void put_upon(const Moves& moved, std::size_t row) {
        const std::int32_t input = m_set.origins[row].input;
        MultiPolygon polygons = m_set.geometry[row];
        for_rings(polygons, [&](Ring& ring) {
            for (Point& point : ring) {
                // The vertex that it is put upon may itself be put upon one of an earlier input.
                auto at = moved.find({input, point});
                while (at != moved.end()) {
                    point = at->second.at;
                    at = moved.find({at->second.input, at->second.at});
                }
            }
            if (ring.size() > 4) ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
        });
        if (polygons != m_set.geometry[row] && !find_invalid(polygons)) m_set.geometry[row] = std::move(polygons);
    }

    template <typename Visit>
    static void for_rings(MultiPolygon& polygons, Visit&& visit) {
        for (Polygon& polygon : polygons) {
            visit(polygon.shell);
            std::ranges::for_each(polygon.holes, visit);
        }
    }

    /// Notes the vertices of other inputs that lie on the segment.
    void look_at(const LooseSegment& segment) {
        const auto [a, b] = std::minmax(segment.a, segment.b);
        const std::int32_t input = input_of(segment.owner);
        const double bend = m_any_transformed ? bend_m(m_scale.distance(a, b)) : 0;
        const double scale_x = m_scale.metres_per_x((a.y + b.y) / 2);
        const double scale_y = m_scale.metres_per_unit;
        const Point along{(b.x - a.x) * scale_x, (b.y - a.y) * scale_y};
        const double length = std::hypot(along.x, along.y);
        std::vector<std::pair<double, Point>> on;
        for_ends_near(a, b, border_tolerance_m + bend, [&](const End& end) {
            if (end.input == input || end.at == a || end.at == b) return;
            const bool bent = is_transformed(input) || is_transformed(end.input);
            const Point to{(end.at.x - a.x) * scale_x, (end.at.y - a.y) * scale_y};
            const double off = std::abs(along.x * to.y - along.y * to.x) / length;
            const double at = (along.x * to.x + along.y * to.y) / length;
            if (off > border_tolerance_m + (bent ? bend : 0) || !(at > 0 && at < length)) return;
            on.emplace_back(at, end.at);
        });
        if (on.empty()) return;
        std::ranges::sort(on);
        std::vector<Point>& points = m_inserts[{segment.owner, a, b}];
        for (const auto& [at, point] : on) {
            if (points.empty() || points.back() != point) points.push_back(point);
        }
    }

    std::int64_t complete_all() {
        std::int64_t count = 0;
        for (auto it = m_inserts.begin(); it != m_inserts.end();) {
            const std::int32_t feature = std::get<0>(it->first);
            MultiPolygon polygons = m_set.geometry[static_cast<std::size_t>(feature)];
            std::int64_t added = 0;
            for_rings(polygons, [&](Ring& ring) { added += complete(feature, ring); });
            order_rings(polygons);
            if (!find_invalid(polygons)) {  // it is where the vertex would come to lie beyond another border of its own
                m_set.geometry[static_cast<std::size_t>(feature)] = std::move(polygons);
                m_set.stale[static_cast<std::size_t>(feature)] = 1;
                count += added;
            }
            it = m_inserts.lower_bound({feature + 1, {-HUGE_VAL, -HUGE_VAL}, {-HUGE_VAL, -HUGE_VAL}});
        }
        return count;
    }

    std::int64_t complete(std::int32_t feature, Ring& ring) const {
        Ring completed;
        completed.reserve(ring.size());
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            completed.push_back(ring[i]);
            const auto [a, b] = std::minmax(ring[i], ring[i + 1]);
            const auto found = m_inserts.find({feature, a, b});
            if (found == m_inserts.end()) continue;
            if (ring[i] == a)
                completed.insert(completed.end(), found->second.begin(), found->second.end());
            else
                completed.insert(completed.end(), found->second.rbegin(), found->second.rend());
        }
        if (ring.empty()) return 0;
        completed.push_back(ring.back());
        const auto added = static_cast<std::int64_t>(completed.size()) - static_cast<std::int64_t>(ring.size());
        ring = std::move(completed);
        return added;
    }

    using Tree = bgi::rtree<std::pair<Corner, std::uint32_t>, bgi::quadratic<16>>;

    GridSet& m_set;
    GroundScale m_scale;
    int m_threads;
    bool m_any_transformed;
    std::vector<LooseSegment> m_loose;
    std::vector<End> m_ends;
    Tree m_tree;
    std::map<Key, std::vector<Point>> m_inserts;
};

}  // namespace

std::int64_t match_borders(GridSet& set, int threads) {
    return set.inputs.size() < 2 ? 0 : Borders(set, threads).match();
}

}  // namespace grid
