#include "libgrid/trace/rings.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

// The parts of the grids: cells joined across all edges with the same grid on both sides.
class Parts {
public:
    Parts(const Mesh& mesh, const std::vector<std::int32_t>& plan) : m_parent(mesh.cells.size()) {
        std::iota(m_parent.begin(), m_parent.end(), 0);
        for (const MeshEdge& e : mesh.edges) {
            if (e.left == no_cell || e.right == no_cell) continue;
            if (plan[static_cast<std::size_t>(e.left)] != plan[static_cast<std::size_t>(e.right)]) continue;
            m_parent[static_cast<std::size_t>(find(e.left))] = find(e.right);
        }
    }

    [[nodiscard]] std::int32_t find(std::int32_t cell) {
        auto i = static_cast<std::size_t>(cell);
        while (m_parent[i] != static_cast<std::int32_t>(i)) {
            m_parent[i] = m_parent[static_cast<std::size_t>(m_parent[i])];
            i = static_cast<std::size_t>(m_parent[i]);
        }
        return static_cast<std::int32_t>(i);
    }

private:
    std::vector<std::int32_t> m_parent;
};

std::vector<Point> exact_points(const Network& network, const RingPath& path) {
    std::vector<Point> points;
    for (const Half h : path) {
        const std::size_t count = network.chain(h).points.size();
        for (std::size_t i = 0; i + 1 < count; ++i)
            points.push_back(network.point(h, i).output);
    }
    return points;
}

// The turn at the smallest point tells the direction of a simple ring.
bool is_shell(const std::vector<Point>& ring) {
    const std::size_t n = ring.size();
    const auto i = static_cast<std::size_t>(std::ranges::min_element(ring) - ring.begin());
    const int turn = n < 3 ? 0 : orientation(ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]);
    if (turn == 0) throw GeometryError(msg("the border of a grid runs back on itself"));
    return turn > 0;
}

// +1 inside, 0 on the ring, -1 outside.
int locate(const Point& p, const std::vector<Point>& ring) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point& a = ring[i];
        const Point& b = ring[(i + 1) % ring.size()];
        const int side = orientation(a, b, p);
        const auto [low_x, high_x] = std::minmax(a.x, b.x);
        const auto [low_y, high_y] = std::minmax(a.y, b.y);
        if (side == 0 && low_x <= p.x && p.x <= high_x && low_y <= p.y && p.y <= high_y) return 0;
        if ((a.y <= p.y) != (b.y <= p.y) && (side > 0) == (b.y > a.y)) inside = !inside;
    }
    return inside ? 1 : -1;
}

// Whether ring `inner` lies within ring `outer`; the two do not cross.
bool lies_in(const std::vector<Point>& inner, const std::vector<Point>& outer) {
    for (const Point& p : inner) {
        if (const int where = locate(p, outer); where != 0) return where > 0;
    }
    return true;  // all points of the inner one on the outer one: a hole that touches its shell everywhere
}

// Cells of several parts make a grid part with several shells: the holes go to the smallest shell around them.
std::vector<PolygonPath> distribute(const Network& network, std::vector<RingPath> shells, std::vector<RingPath> holes) {
    std::vector<PolygonPath> polygons;
    std::vector<std::vector<Point>> rings;
    for (RingPath& shell : shells) {
        rings.push_back(exact_points(network, shell));
        polygons.push_back({std::move(shell), {}});
    }
    for (RingPath& hole : holes) {
        const auto ring = exact_points(network, hole);
        std::size_t best = rings.size();
        for (std::size_t i = 0; i < rings.size(); ++i) {
            if (lies_in(ring, rings[i]) && (best == rings.size() || lies_in(rings[i], rings[best]))) best = i;
        }
        if (best == rings.size()) throw GeometryError(msg("a hole lies outside all parts of its grid"));
        polygons[best].holes.push_back(std::move(hole));
    }
    return polygons;
}

// Walks from `start` until it comes back; cuts off a ring wherever a node is met again.
void walk(const Network& network, Half start, std::vector<bool>& done, std::vector<std::int32_t>& seen_at,
          std::vector<RingPath>& rings) {
    RingPath path;
    Half h = start;
    do {
        if (done[static_cast<std::size_t>(h)]) throw GeometryError(msg("the border of a grid is not closed"));
        done[static_cast<std::size_t>(h)] = true;
        const std::int32_t from = network.from(h);
        if (from >= 0) seen_at[static_cast<std::size_t>(from)] = static_cast<std::int32_t>(path.size());
        path.push_back(h);
        const std::int32_t to = network.to(h);
        const std::int32_t begin = to < 0 ? 0 : seen_at[static_cast<std::size_t>(to)];
        if (begin >= 0) {
            for (auto i = static_cast<std::size_t>(begin); i < path.size(); ++i) {
                if (const std::int32_t node = network.from(path[i]); node >= 0) {
                    seen_at[static_cast<std::size_t>(node)] = -1;
                }
            }
            rings.emplace_back(path.begin() + begin, path.end());
            path.resize(static_cast<std::size_t>(begin));
        }
        h = network.next(h);
    } while (h != start);
    if (!path.empty()) throw GeometryError(msg("the border of a grid is not closed"));
}

}  // namespace

std::vector<std::vector<PolygonPath>> link_rings(const Network& network, const Mesh& mesh,
                                                 const std::vector<std::int32_t>& plan, std::int32_t grid_count) {
    struct Part {
        std::int32_t grid = 0;
        std::vector<RingPath> shells;
        std::vector<RingPath> holes;
    };
    Parts parts(mesh, plan);
    std::unordered_map<std::int32_t, std::size_t> index;
    std::vector<Part> found;
    std::vector<bool> done(2 * network.chains.size(), false);
    std::vector<std::int32_t> seen_at(network.nodes.size(), -1);
    std::vector<RingPath> rings;
    for (Half h = 0; h < static_cast<Half>(done.size()); ++h) {
        if (done[static_cast<std::size_t>(h)] || network.left(h) == no_cell) continue;
        rings.clear();
        walk(network, h, done, seen_at, rings);
        const auto [at, is_new] = index.try_emplace(parts.find(network.left_cell(h)), found.size());
        if (is_new) found.push_back({network.left(h), {}, {}});
        Part& part = found[at->second];
        for (RingPath& ring : rings) {
            (is_shell(exact_points(network, ring)) ? part.shells : part.holes).push_back(std::move(ring));
        }
    }
    std::vector<std::vector<PolygonPath>> grids(static_cast<std::size_t>(grid_count));
    for (Part& part : found) {
        auto& polygons = grids[static_cast<std::size_t>(part.grid)];
        if (part.shells.size() == 1) {
            polygons.push_back({std::move(part.shells.front()), std::move(part.holes)});
            continue;
        }
        std::ranges::move(distribute(network, std::move(part.shells), std::move(part.holes)),
                          std::back_inserter(polygons));
    }
    return grids;
}

}  // namespace grid
