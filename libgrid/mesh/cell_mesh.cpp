#include "libgrid/mesh/cell_mesh.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "libgrid/core/ring_area.hpp"
#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"
#include "libgrid/mesh/segment_math.hpp"

namespace grid {

namespace {

struct ExactHash {
    std::size_t operator()(const Point& p) const noexcept {
        const auto x = std::bit_cast<std::uint64_t>(p.x) * 0x9E3779B97F4A7C15ULL;
        const auto y = std::bit_cast<std::uint64_t>(p.y) * 0xC2B2AE3D27D4EB4FULL;
        return static_cast<std::size_t>((x ^ (x >> 31)) + (y ^ (y >> 29)));
    }
};

/// A segment of a cell's ring, stored with from < to; `forward` if the cell lies to the left of from -> to.
struct Side {
    std::int32_t from;
    std::int32_t to;
    std::int32_t cell;
    bool forward;
};

/// A segment with what lies on its sides.
struct Link {
    std::int32_t from;
    std::int32_t to;
    std::int32_t left;
    std::int32_t right;

    [[nodiscard]] std::int32_t other(std::int32_t v) const { return v == from ? to : from; }
    /// The cells on the left and right when walking away from v.
    [[nodiscard]] std::pair<std::int32_t, std::int32_t> sides_from(std::int32_t v) const {
        return v == from ? std::pair(left, right) : std::pair(right, left);
    }
};

struct Builder {
    Plane plane;
    Lattice lattice;
    CellMesh result{};
    std::vector<Side> sides{};
    std::vector<Link> links{};
    std::unordered_map<Point, std::int32_t, ExactHash> ids{};
    std::vector<MeshVertex> vertices{};

    std::int32_t id(const Point& output) {
        const Point key{output.x + 0.0, output.y + 0.0};  // -0 and 0 are one place
        const auto [known, is_new] = ids.try_emplace(key, static_cast<std::int32_t>(vertices.size()));
        if (is_new) vertices.push_back({plane.to_work(output), output, true});
        return known->second;
    }

    void add_ring(const Ring& output, bool shell, std::int32_t cell, AreaSum& sum) {
        const bool flipped = runs_counter_clockwise(output) != shell;  // the cell is to lie on the left
        for (std::size_t i = 0; i + 1 < output.size(); ++i)
            sum.add(plane.to_work(output[i]), plane.to_work(output[i + 1]), flipped ? -1 : 1);
        for (std::size_t i = 0; i + 1 < output.size(); ++i) {
            const std::int32_t a = id(output[i]);
            const std::int32_t b = id(output[i + 1]);
            if (a == b) continue;
            const bool forward = (a < b) != flipped;
            sides.push_back({std::min(a, b), std::max(a, b), cell, forward});
        }
    }

    void match() {
        std::sort(sides.begin(), sides.end(), [](const Side& a, const Side& b) {
            return std::tie(a.from, a.to, a.cell, a.forward) < std::tie(b.from, b.to, b.cell, b.forward);
        });
        for (std::size_t first = 0, last = 0; first < sides.size(); first = last) {
            const Side& side = sides[first];
            std::vector<std::int32_t> left;
            std::vector<std::int32_t> right;
            for (last = first; last < sides.size() && sides[last].from == side.from && sides[last].to == side.to;
                 ++last) {
                (sides[last].forward ? left : right).push_back(sides[last].cell);
            }
            if (left.size() > 1 || right.size() > 1) {
                result.faults.push_back({vertices[static_cast<std::size_t>(side.from)].output,
                                         static_cast<std::size_t>(sides[last - 1].cell)});
            }
            const std::int32_t l = left.empty() ? no_cell : left.front();
            const std::int32_t r = right.empty() ? no_cell : right.front();
            if (l == r) continue;  // a spike of one cell
            links.push_back({side.from, side.to, l, r});
            if (l != no_cell && r != no_cell) continue;
            const Point& from = vertices[static_cast<std::size_t>(side.from)].output;
            const Point& to = vertices[static_cast<std::size_t>(side.to)].output;
            result.outline.emplace_back(r == no_cell ? from : to, r == no_cell ? to : from);
        }
    }

    /// Unmatched segments must not cross, and no vertex of one may lie within a millimetre of the middle of another.
    void check_outline() {
        std::vector<Segment> segments;
        std::vector<std::int32_t> link_of;
        for (std::size_t i = 0; i < links.size(); ++i) {
            if (links[i].left != no_cell && links[i].right != no_cell) continue;
            segments.push_back({place(links[i].from), place(links[i].to)});
            link_of.push_back(static_cast<std::int32_t>(i));
        }
        const SegmentGrid index(segments);
        for (std::size_t s = 0; s < segments.size(); ++s) {
            bool faulty = false;
            index.for_cells(segments[s], [&](std::int64_t column, std::int64_t row) {
                for (const std::int32_t t : index.at(column, row)) {
                    if (static_cast<std::size_t>(t) != s)
                        faulty = faulty || clash(segments[s], segments[static_cast<std::size_t>(t)]);
                }
            });
            if (!faulty) continue;
            const Link& link = links[static_cast<std::size_t>(link_of[s])];
            result.faults.push_back({vertices[static_cast<std::size_t>(link.from)].output,
                                     static_cast<std::size_t>(link.left == no_cell ? link.right : link.left)});
        }
    }

    [[nodiscard]] LatticePoint place(std::int32_t v) const {
        return lattice.at(vertices[static_cast<std::size_t>(v)].output);
    }

    [[nodiscard]] bool clash(const Segment& s, const Segment& t) const {
        constexpr double near_m = 1e-3;
        const double length = lattice.length_m(s.p, s.q);
        for (const LatticePoint& end : {t.p, t.q}) {
            if (end == s.p || end == s.q) continue;
            const Foot foot = foot_on(s, end, lattice.metres());
            const double along = foot.share * length;
            if (along > near_m && along < length - near_m && foot.metres < near_m) return true;
        }
        return cross_properly(s, t);
    }

    /// Joins links between vertices where nothing else meets into polylines.
    void join() {
        std::vector<std::int32_t> offsets(vertices.size() + 1, 0);
        for (const Link& link : links) {
            ++offsets[static_cast<std::size_t>(link.from) + 1];
            ++offsets[static_cast<std::size_t>(link.to) + 1];
        }
        std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
        std::vector<std::int32_t> at(static_cast<std::size_t>(offsets.back()));
        std::vector<std::int32_t> cursor(offsets.begin(), offsets.end() - 1);
        for (std::size_t i = 0; i < links.size(); ++i) {
            at[static_cast<std::size_t>(cursor[static_cast<std::size_t>(links[i].from)]++)] =
                static_cast<std::int32_t>(i);
            at[static_cast<std::size_t>(cursor[static_cast<std::size_t>(links[i].to)]++)] =
                static_cast<std::int32_t>(i);
        }
        const auto is_node = [&](std::int32_t v) {
            const auto first = static_cast<std::size_t>(offsets[static_cast<std::size_t>(v)]);
            if (static_cast<std::size_t>(offsets[static_cast<std::size_t>(v) + 1]) - first != 2) return true;
            const auto [l, r] = links[static_cast<std::size_t>(at[first])].sides_from(v);
            return links[static_cast<std::size_t>(at[first + 1])].sides_from(v) != std::pair(r, l);
        };
        std::vector<char> used(links.size(), 0);
        std::vector<std::int32_t> mesh_vertex(vertices.size(), -1);
        const auto node = [&](std::int32_t v) {
            std::int32_t& index = mesh_vertex[static_cast<std::size_t>(v)];
            if (index < 0) {
                index = static_cast<std::int32_t>(result.mesh.vertices.size());
                result.mesh.vertices.push_back(vertices[static_cast<std::size_t>(v)]);
            }
            return index;
        };
        const auto walk = [&](std::int32_t start, std::int32_t first_link) {
            MeshEdge edge;
            edge.a = node(start);
            std::tie(edge.left, edge.right) = links[static_cast<std::size_t>(first_link)].sides_from(start);
            edge.flags = edge.left == no_cell || edge.right == no_cell ? edge_given | edge_outline : edge_given;
            edge.first_shape = static_cast<std::uint32_t>(result.mesh.shape.size());
            std::int32_t v = start;
            for (std::int32_t link = first_link;;) {
                used[static_cast<std::size_t>(link)] = 1;
                const std::int32_t next = links[static_cast<std::size_t>(link)].other(v);
                const Point& a = vertices[static_cast<std::size_t>(v)].work;
                const Point& b = vertices[static_cast<std::size_t>(next)].work;
                edge.length_m += std::hypot(b.x - a.x, b.y - a.y);
                v = next;
                if (v == start || is_node(v)) break;
                result.mesh.shape.push_back(vertices[static_cast<std::size_t>(v)]);
                const auto first = static_cast<std::size_t>(offsets[static_cast<std::size_t>(v)]);
                link = at[first] == link ? at[first + 1] : at[first];
            }
            edge.b = node(v);
            edge.shape_count = static_cast<std::uint32_t>(result.mesh.shape.size()) - edge.first_shape;
            result.mesh.edges.push_back(edge);
        };
        for (const bool nodes_only : {true, false}) {  // then the rings on which there is no node
            for (std::size_t i = 0; i < links.size(); ++i) {
                for (const std::int32_t v : {links[i].from, links[i].to}) {
                    if (!used[i] && (!nodes_only || is_node(v))) walk(v, static_cast<std::int32_t>(i));
                }
            }
        }
    }
};

}  // namespace

CellMesh make_cell_mesh(std::span<const GivenCell> cells, const Plane& plane) {
    Box box;
    for (const GivenCell& cell : cells)
        box.join(box_of(cell.output));
    Builder builder{.plane = plane, .lattice = Lattice(box, plane)};
    Mesh& mesh = builder.result.mesh;
    mesh.plane = plane;
    mesh.cells.resize(cells.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
        const GivenCell& given = cells[c];
        MeshCell& cell = mesh.cells[c];
        cell.sites = given.sites;
        cell.households = given.households;
        cell.persons = given.persons;
        cell.workload = given.workload;
        cell.parts = std::max<std::int32_t>(1, static_cast<std::int32_t>(given.output.size()));
        if (given.output.empty()) continue;
        AreaSum sum(plane.to_work(given.output.front().shell.front()));
        for (const Polygon& polygon : given.output) {
            const auto index = static_cast<std::int32_t>(c);
            builder.add_ring(polygon.shell, true, index, sum);
            for (const Ring& hole : polygon.holes)
                builder.add_ring(hole, false, index, sum);
        }
        cell.measure(sum);
    }
    builder.match();
    builder.check_outline();
    builder.join();
    return std::move(builder.result);
}

}  // namespace grid
