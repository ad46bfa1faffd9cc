#include "libgrid/mesh/tessellate.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <unordered_map>

#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/mesh/base_faces.hpp"
#include "libgrid/mesh/bucket_sort.hpp"
#include "libgrid/mesh/face_generators.hpp"
#include "libgrid/mesh/noder.hpp"
#include "libgrid/mesh/outline_points.hpp"

namespace grid {

namespace {

/// What a face belongs to. Kinds in the order of precedence.
struct Owner {
    enum Kind : std::int8_t { outside, dedicated, label, empty } kind = outside;
    std::int32_t index = 0;  ///< dedicated area, label of a generator, or base face
    friend bool operator==(const Owner&, const Owner&) = default;
};

/// The final subdivision: base faces with the Voronoi borders of their generators.
struct Fine {
    Arrangement arrangement;
    std::vector<std::int32_t> base_edge;  ///< edge -> edge of the base arrangement, or -1
    std::vector<Owner> owner;             ///< face -> owner
};

Owner owner_of_base_face(const BaseFaces& base, const FaceGenerators& generators, std::int32_t face) {
    const auto f = static_cast<std::size_t>(face);
    if (!base.inside[f]) return {Owner::outside, 0};
    if (base.dedicated[f] >= 0) return {Owner::dedicated, base.dedicated[f]};
    if (base.block[f] >= 0) return {Owner::label, base.block[f]};
    if (const auto only = generators.first_label(face)) return {Owner::label, *only};
    return {Owner::empty, face};
}

struct Vote {
    std::int32_t face = 0;
    Owner owner;
    double length = 0;
};

/// Gives each face the owner that most of its border, by length, speaks for.
std::vector<Owner> count_votes(std::vector<Vote>& votes, std::size_t faces) {
    std::vector<Owner> owners(faces);
    const auto key = [](const Vote& v) { return std::tuple(v.face, v.owner.kind, v.owner.index); };
    bucket_sort(
        votes, faces, [](const Vote& v) { return v.face; },
        [&](const Vote& a, const Vote& b) { return std::tuple(key(a), a.length) < std::tuple(key(b), b.length); });
    std::vector<double> best(faces, -1);
    for (std::size_t first = 0, last = 0; first < votes.size(); first = last) {
        double sum = 0;
        for (last = first; last < votes.size() && key(votes[last]) == key(votes[first]); ++last)
            sum += votes[last].length;
        const auto face = static_cast<std::size_t>(votes[first].face);
        if (sum > best[face]) {
            best[face] = sum;
            owners[face] = votes[first].owner;
        }
    }
    return owners;
}

Fine subdivide(const BaseFaces& base, const FaceGenerators& generators) {
    const std::vector<VoronoiEdge> borders = generators.borders(base);
    std::vector<Segment> segments;
    segments.reserve(base.edges.size() + borders.size());
    for (std::size_t e = 0; e < base.edges.size(); ++e)
        segments.push_back(base.arrangement.segment(static_cast<std::int32_t>(e)));
    for (const VoronoiEdge& border : borders)
        segments.push_back(border.line);
    NodedLines noded = node_segments(segments, base.edges.size());

    std::vector<ArrangementEdge> edges;
    std::vector<std::int32_t> base_edge;
    struct Claim {  // what one side of an edge says of the face there
        std::int32_t half_edge;
        Owner owner;
    };
    std::vector<Claim> claims;
    for (const NodedPiece& piece : noded.pieces) {
        if (edges.empty() || edges.back().from != piece.from || edges.back().to != piece.to) {
            edges.push_back({piece.from, piece.to});
            base_edge.push_back(-1);
        }
        const auto forward = static_cast<std::int32_t>(2 * (edges.size() - 1)) + (piece.reversed ? 1 : 0);
        const auto segment = static_cast<std::size_t>(piece.segment);
        if (segment < base.edges.size()) {
            const auto along = static_cast<std::int32_t>(2 * segment);
            base_edge.back() = piece.segment;
            claims.push_back({forward, owner_of_base_face(base, generators, base.arrangement.left_face(along))});
            claims.push_back({forward ^ 1, owner_of_base_face(base, generators, base.arrangement.right_face(along))});
        } else {
            const VoronoiEdge& border = borders[segment - base.edges.size()];
            claims.push_back({forward, {Owner::label, border.left_label}});
            claims.push_back({forward ^ 1, {Owner::label, border.right_label}});
        }
    }
    Fine fine{Arrangement(std::move(noded.vertices), std::move(edges)), std::move(base_edge), {}};
    const Arrangement& arrangement = fine.arrangement;
    // A base edge knows the owner of a face only where the face has one owner; where Voronoi borders divide it, they
    // know.
    constexpr double base_weight = 1e-9;
    std::vector<Vote> votes;
    votes.reserve(claims.size());
    for (const Claim& claim : claims) {
        const Segment line = arrangement.segment(claim.half_edge / 2);
        const bool from_base = fine.base_edge[static_cast<std::size_t>(claim.half_edge / 2)] >= 0;
        const bool weak = from_base && claim.owner.kind == Owner::label;
        votes.push_back(
            {arrangement.left_face(claim.half_edge), claim.owner, length_m(line.p, line.q) * (weak ? base_weight : 1)});
    }
    fine.owner = count_votes(votes, static_cast<std::size_t>(arrangement.face_count()));
    fine.owner[0] = {};
    return fine;
}

/// Faces grouped into cells.
class CellMaker {
public:
    CellMaker(const UnitGround& ground, const BaseFaces& base, const FaceGenerators& generators, const Fine& fine)
        : m_ground(ground),
          m_base(base),
          m_generators(generators),
          m_fine(fine),
          m_sets(static_cast<std::size_t>(fine.arrangement.face_count())) {
        unite_same_owner();
        find_homes();
        unite_strays();
        number_cells();
    }

    [[nodiscard]] std::int32_t cell_count() const { return m_cell_count; }
    [[nodiscard]] std::int32_t cell(std::int32_t face) const { return m_cell[static_cast<std::size_t>(face)]; }
    [[nodiscard]] const Owner& owner(std::int32_t cell) const { return m_owner[static_cast<std::size_t>(cell)]; }

    /// The cell of a site: its label's home, else the cell that it lies in, else the nearest one by label.
    [[nodiscard]] std::int32_t cell_of_site(std::size_t site) {
        const std::int32_t label = m_generators.label_of_site(site);
        if (label >= 0) {
            if (const auto home = m_home.find(label); home != m_home.end()) return cell(home->second);
        }
        const std::int32_t face = m_fine.arrangement.locate(m_ground.sites[site].at);
        return cell(face) >= 0 ? cell(face) : nearest_cell(m_ground.sites[site].at);
    }

private:
    [[nodiscard]] const Owner& face_owner(std::int32_t face) const {
        return m_fine.owner[static_cast<std::size_t>(face)];
    }

    template <typename Visit>
    void for_inner_edges(Visit&& visit) const {
        const Arrangement& a = m_fine.arrangement;
        for (std::size_t e = 0; e < a.edges().size(); ++e) {
            const std::int32_t left = a.left_face(static_cast<std::int32_t>(2 * e));
            const std::int32_t right = a.right_face(static_cast<std::int32_t>(2 * e));
            if (left == right || face_owner(left).kind == Owner::outside || face_owner(right).kind == Owner::outside)
                continue;
            visit(static_cast<std::int32_t>(e), left, right);
        }
    }

    void unite_same_owner() {
        for_inner_edges([this](std::int32_t, std::int32_t left, std::int32_t right) {
            if (face_owner(left) == face_owner(right)) m_sets.unite(left, right);
        });
    }

    /// The piece of ground where each label is at home: with its site in it, or its block.
    void find_homes() {
        const Arrangement& a = m_fine.arrangement;
        m_is_home.assign(static_cast<std::size_t>(a.face_count()), 0);
        for (std::int32_t f = 1; f < a.face_count(); ++f) {
            const Owner& owner = face_owner(f);
            if (owner.kind == Owner::dedicated || owner.kind == Owner::empty)
                m_is_home[static_cast<std::size_t>(m_sets.find(f))] = 1;
        }
        for (std::size_t e = 0; e < a.edges().size(); ++e) {  // ground inside a block is home of the block
            const std::int32_t base_edge = m_fine.base_edge[e];
            if (base_edge < 0) continue;
            const Segment line = a.segment(static_cast<std::int32_t>(e));
            const Segment base_line = m_base.arrangement.segment(base_edge);
            const bool same_way = (line.p < line.q) == (base_line.p < base_line.q);
            for (const std::int32_t side : {0, 1}) {
                const auto base_face = static_cast<std::size_t>(m_base.arrangement.left_face(2 * base_edge + side));
                const std::int32_t block = m_base.block[base_face];
                if (block < 0 || m_base.dedicated[base_face] >= 0 || !m_base.inside[base_face]) continue;
                const std::int32_t face = a.left_face(static_cast<std::int32_t>(2 * e) + (same_way ? side : 1 - side));
                if (face_owner(face) == Owner{Owner::label, block}) settle(block, face);
            }
        }
        for (const Generator& site : m_generators.point_sites()) {
            const std::int32_t face = a.locate(site.at);
            if (face_owner(face) == Owner{Owner::label, site.label}) settle(site.label, face);
        }
    }

    void settle(std::int32_t label, std::int32_t face) {
        m_is_home[static_cast<std::size_t>(m_sets.find(face))] = 1;
        m_home.try_emplace(label, face);
    }

    /// A piece that is cut off from its site by the corner of a face goes to the neighbour with the longest common
    /// border, by preference one that no base edge separates it from.
    void unite_strays() {
        for (bool changed = true; changed;) {
            changed = false;
            std::map<std::pair<std::int32_t, std::int32_t>, double> shared;  // stray, neighbour -> length
            for_inner_edges([&](std::int32_t e, std::int32_t left, std::int32_t right) {
                const std::int32_t l = m_sets.find(left);
                const std::int32_t r = m_sets.find(right);
                if (l == r) return;
                const Segment line = m_fine.arrangement.segment(e);
                const double length =
                    length_m(line.p, line.q) * (m_fine.base_edge[static_cast<std::size_t>(e)] < 0 ? 1e6 : 1);
                if (!is_home(l) && is_home(r)) shared[{l, r}] += length;
                if (!is_home(r) && is_home(l)) shared[{r, l}] += length;
            });
            for (auto it = shared.begin(); it != shared.end();) {
                const std::int32_t stray = it->first.first;
                auto best = it;
                for (; it != shared.end() && it->first.first == stray; ++it) {
                    if (it->second > best->second) best = it;
                }
                const std::int32_t home = m_sets.find(best->first.second);
                m_sets.unite(stray, home);
                m_is_home[static_cast<std::size_t>(m_sets.find(home))] = 1;
                changed = true;
            }
        }
    }

    [[nodiscard]] bool is_home(std::int32_t root) const { return m_is_home[static_cast<std::size_t>(root)] != 0; }

    void number_cells() {
        const std::int32_t faces = m_fine.arrangement.face_count();
        std::vector<std::int32_t> of_root(static_cast<std::size_t>(faces), -1);
        m_cell.assign(static_cast<std::size_t>(faces), no_cell);
        for (std::int32_t f = 1; f < faces; ++f) {
            if (face_owner(f).kind == Owner::outside) continue;
            std::int32_t& number = of_root[static_cast<std::size_t>(m_sets.find(f))];
            if (number < 0) {
                number = m_cell_count++;
                m_owner.push_back(face_owner(f));
            }
            m_cell[static_cast<std::size_t>(f)] = number;
        }
    }

    [[nodiscard]] std::int32_t nearest_cell(const LatticePoint& point) const {
        std::int32_t best = 0;
        double best_distance = std::numeric_limits<double>::max();
        for_inner_edges([&](std::int32_t e, std::int32_t left, std::int32_t) {
            const Segment line = m_fine.arrangement.segment(e);
            const double distance = std::min(length_m(line.p, point), length_m(line.q, point));
            if (distance < best_distance) {
                best_distance = distance;
                best = cell(left);
            }
        });
        return best;
    }

    const UnitGround& m_ground;
    const BaseFaces& m_base;
    const FaceGenerators& m_generators;
    const Fine& m_fine;
    DisjointSets m_sets;
    std::vector<char> m_is_home;
    std::unordered_map<std::int32_t, std::int32_t> m_home;  ///< label -> a face of its home
    std::vector<std::int32_t> m_cell;
    std::vector<Owner> m_owner;  ///< by cell: of its first face
    std::int32_t m_cell_count = 0;
};

void add_edges(Mesh& mesh, const BaseFaces& base, const Fine& fine, const CellMaker& cells,
               const OutlinePoints& outline, float open_factor) {
    const Arrangement& a = fine.arrangement;
    std::vector<char> on_outline(a.vertices().size(), 0);
    for (std::size_t e = 0; e < a.edges().size(); ++e) {
        if ((cells.cell(a.left_face(static_cast<std::int32_t>(2 * e))) == no_cell) ==
            (cells.cell(a.right_face(static_cast<std::int32_t>(2 * e))) == no_cell))
            continue;
        on_outline[static_cast<std::size_t>(a.edges()[e].from)] = 1;
        on_outline[static_cast<std::size_t>(a.edges()[e].to)] = 1;
    }
    std::vector<std::int32_t> vertex_of(a.vertices().size(), -1);
    const auto vertex = [&](std::int32_t v) {
        std::int32_t& index = vertex_of[static_cast<std::size_t>(v)];
        if (index < 0) {
            index = static_cast<std::int32_t>(mesh.vertices.size());
            const LatticePoint& at = a.vertices()[static_cast<std::size_t>(v)];
            mesh.vertices.push_back(outline.vertex(at, on_outline[static_cast<std::size_t>(v)] != 0));
        }
        return index;
    };
    for (std::size_t e = 0; e < a.edges().size(); ++e) {
        const auto half_edge = static_cast<std::int32_t>(2 * e);
        MeshEdge edge;
        edge.left = cells.cell(a.left_face(half_edge));
        edge.right = cells.cell(a.right_face(half_edge));
        const std::int32_t base_edge = fine.base_edge[e];
        const BaseEdge attributes = base_edge < 0 ? BaseEdge{} : base.edges[static_cast<std::size_t>(base_edge)];
        edge.flags = attributes.flags;
        if ((edge.left == no_cell) == (edge.right == no_cell)) edge.flags &= static_cast<std::uint8_t>(~edge_outline);
        const bool obstacle = (edge.flags & edge_block) != 0 && edge.left != no_cell;
        if (edge.left == edge.right && !obstacle) continue;
        edge.a = vertex(a.edges()[e].from);
        edge.b = vertex(a.edges()[e].to);
        const Segment line = a.segment(static_cast<std::int32_t>(e));
        edge.length_m = length_m(line.p, line.q);
        edge.factor = (edge.flags & edge_barrier) != 0 ? attributes.factor : open_factor;
        if ((edge.flags & edge_outline) != 0) outline.add_shape(mesh, edge, line);
        mesh.edges.push_back(edge);
    }
}

void measure_cells(Mesh& mesh) {
    if (mesh.vertices.empty()) return;
    const Point base = mesh.vertices.front().work;
    for (MeshCell& cell : mesh.cells)
        cell.at = {0, 0};
    for (const MeshEdge& edge : mesh.edges) {
        if (edge.left == edge.right) continue;
        const Point a = mesh.vertices[static_cast<std::size_t>(edge.a)].work;
        const Point b = mesh.vertices[static_cast<std::size_t>(edge.b)].work;
        const double twice = (a.x - base.x) * (b.y - base.y) - (a.y - base.y) * (b.x - base.x);
        const double moment_x = twice * (a.x + b.x - 2 * base.x);
        const double moment_y = twice * (a.y + b.y - 2 * base.y);
        for (const auto& [c, sign] : {std::pair{edge.left, 1.0}, std::pair{edge.right, -1.0}}) {
            if (c == no_cell) continue;
            MeshCell& cell = mesh.cells[static_cast<std::size_t>(c)];
            cell.area_m2 += sign * twice / 2;
            cell.at.x += sign * moment_x / 6;
            cell.at.y += sign * moment_y / 6;
        }
    }
    for (MeshCell& cell : mesh.cells) {
        const double area = std::max(cell.area_m2, 1e-9);
        cell.at = {base.x + cell.at.x / area, base.y + cell.at.y / area};
    }
}

}  // namespace

Mesh tessellate(const UnitGround& ground, const TessellateOptions& options) {
    const BaseFaces base = make_base_faces(ground, options.unite_overlapping);
    const FaceGenerators generators(ground, base, options.wall_spacing_m);
    const Fine fine = subdivide(base, generators);
    CellMaker cells(ground, base, generators, fine);
    if (cells.cell_count() == 0) throw GeometryError("the outline of a unit encloses nothing");

    Mesh mesh;
    mesh.cells.resize(static_cast<std::size_t>(cells.cell_count()));
    for (std::int32_t c = 0; c < cells.cell_count(); ++c) {
        const Owner& owner = cells.owner(c);
        mesh.cells[static_cast<std::size_t>(c)].dedicated = owner.kind == Owner::dedicated ? owner.index : -1;
    }
    for (std::size_t s = 0; s < ground.sites.size(); ++s) {
        const MeshSite& site = ground.sites[s];
        const std::int32_t c = cells.cell_of_site(s);
        MeshCell& cell = mesh.cells[static_cast<std::size_t>(c)];
        cell.sites += 1;
        cell.households += site.households;
        cell.persons += site.persons;
        cell.workload += site.workload;
        mesh.sites.push_back(to_work(site.at));
        mesh.site_cell.push_back(c);
    }
    add_edges(mesh, base, fine, cells, OutlinePoints(ground), options.open_factor);
    measure_cells(mesh);
    return mesh;
}

}  // namespace grid
