#include "libgrid/mesh/tessellate.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/mesh/base_faces.hpp"
#include "libgrid/mesh/cell_maker.hpp"
#include "libgrid/mesh/face_generators.hpp"
#include "libgrid/mesh/fine_faces.hpp"
#include "libgrid/mesh/near_points.hpp"
#include "libgrid/mesh/outline_edges.hpp"
#include "libgrid/mesh/unit_lines.hpp"

namespace grid {

namespace {

/// The vertices of the mesh that do not lie on the outline.
class InnerVertices {
public:
    InnerVertices(const std::vector<LatticePoint>& kept, const Arrangement& arrangement, const Lattice& lattice,
                  Mesh& mesh)
        : m_arrangement(arrangement),
          m_lattice(lattice),
          m_mesh(mesh),
          m_vertex(arrangement.vertices().size(), -1),
          m_kept(kept.begin(), kept.end()) {}

    std::int32_t of(std::int32_t v) {
        std::int32_t& index = m_vertex[static_cast<std::size_t>(v)];
        if (index < 0) {
            index = static_cast<std::int32_t>(m_mesh.vertices.size());
            const LatticePoint& at = m_arrangement.vertices()[static_cast<std::size_t>(v)];
            m_mesh.vertices.push_back({m_lattice.work(at), m_lattice.output(at), m_kept.contains(at)});
        }
        return index;
    }

private:
    const Arrangement& m_arrangement;
    const Lattice& m_lattice;
    Mesh& m_mesh;
    std::vector<std::int32_t> m_vertex;                    ///< arrangement -> mesh, or -1
    std::unordered_set<LatticePoint, LatticeHash> m_kept;  ///< of previous borders
};

/// Edges between cells, and walls of blocks within them.
void add_inner_edges(const BaseFaces& base, const FineFaces& fine, const CellMaker& cells, const OutlineEdges& outline,
                     const Lattice& lattice, float open_factor, InnerVertices& vertices, Mesh& mesh) {
    const Arrangement& a = fine.arrangement;
    for (std::size_t e = 0; e < a.edges().size(); ++e) {
        const auto half_edge = static_cast<std::int32_t>(2 * e);
        if (outline.is_on_outline(half_edge / 2)) continue;
        MeshEdge edge;
        edge.left = cells.cell(a.left_face(half_edge));
        edge.right = cells.cell(a.right_face(half_edge));
        if (edge.left == no_cell) continue;
        const std::int32_t base_edge = fine.base_edge[e];
        const BaseEdge attributes = base_edge < 0 ? BaseEdge{} : base.edges[static_cast<std::size_t>(base_edge)];
        edge.flags = attributes.flags;
        if (edge.left == edge.right && (edge.flags & edge_block) == 0) continue;
        const auto end = [&](std::int32_t leaving) {
            const std::int32_t on_outline = outline.vertex_of(leaving);
            return on_outline >= 0 ? on_outline : vertices.of(a.origin(leaving));
        };
        edge.a = end(half_edge);
        edge.b = end(half_edge ^ 1);
        const Segment line = a.segment(static_cast<std::int32_t>(e));
        edge.length_m = lattice.length_m(line.p, line.q);
        edge.factor = (edge.flags & edge_barrier) != 0 ? attributes.factor : open_factor;
        mesh.edges.push_back(edge);
    }
}

void measure_cells(const Arrangement& a, const CellMaker& cells, const Lattice& lattice, Mesh& mesh) {
    std::vector<std::optional<AreaSum>> sums(mesh.cells.size());
    for (std::int32_t e = 0; e < static_cast<std::int32_t>(a.edges().size()); ++e) {
        const std::int32_t left = cells.cell(a.left_face(2 * e));
        const std::int32_t right = cells.cell(a.right_face(2 * e));
        if (left == right) continue;
        const Segment line = a.segment(e);
        const Point p = lattice.work(line.p);
        const Point q = lattice.work(line.q);
        for (const auto& [c, sign] : {std::pair{left, 1.0}, std::pair{right, -1.0}}) {
            if (c == no_cell) continue;
            auto& sum = sums[static_cast<std::size_t>(c)];
            if (!sum) sum.emplace(p);
            sum->add(p, q, sign);
        }
    }
    for (std::size_t c = 0; c < sums.size(); ++c) {
        if (sums[c]) mesh.cells[c].measure(*sums[c]);
    }
}

void count(const MeshSite& site, MeshCell& cell) {
    cell.sites += 1;
    cell.households += site.households;
    cell.persons += site.persons;
    cell.workload += site.workload;
}

void add_sites(const UnitGround& ground, CellMaker& cells, Mesh& mesh) {
    for (std::size_t s = 0; s < ground.sites.size(); ++s) {
        const MeshSite& site = ground.sites[s];
        const std::int32_t c = cells.cell_of_site(s);
        count(site, mesh.cells[static_cast<std::size_t>(c)]);
        mesh.sites.push_back(mesh.plane.to_work(site.at));
        mesh.site_cell.push_back(c);
    }
}

}  // namespace

Mesh single_cell_mesh(std::span<const Polygon> outline, const Plane& plane, std::span<const MeshSite> sites) {
    Mesh mesh;
    mesh.plane = plane;
    MeshCell& cell = mesh.cells.emplace_back();
    cell.parts = static_cast<std::int32_t>(outline.size());
    AreaSum sum(plane.to_work(outline.front().shell.front()));
    const auto add_ring = [&](const Ring& ring, bool is_shell) {
        Ring points = ring;
        if (runs_counter_clockwise(ring) != is_shell) std::reverse(points.begin(), points.end());
        MeshEdge edge{.left = 0, .right = no_cell, .flags = edge_outline};
        edge.a = edge.b = static_cast<std::int32_t>(mesh.vertices.size());
        edge.first_shape = static_cast<std::uint32_t>(mesh.shape.size());
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const Point p = plane.to_work(points[i]);
            const Point q = plane.to_work(points[i + 1]);
            (i == 0 ? mesh.vertices : mesh.shape).push_back({p, points[i], true});
            sum.add(p, q);
        }
        edge.shape_count = static_cast<std::uint32_t>(mesh.shape.size()) - edge.first_shape;
        mesh.edges.push_back(edge);
    };
    for (const Polygon& polygon : outline) {
        add_ring(polygon.shell, true);
        for (const Ring& hole : polygon.holes)
            add_ring(hole, false);
    }
    cell.measure(sum);
    for (const MeshSite& site : sites) {
        count(site, cell);
        mesh.sites.push_back(plane.to_work(site.at));
        mesh.site_cell.push_back(0);
    }
    return mesh;
}

Mesh tessellate(const UnitGround& ground, const TessellateOptions& options) {
    const Lattice lattice = lattice_of(ground);
    const BaseFaces base = make_base_faces(ground, lattice, options);
    const FaceGenerators generators(ground, base, lattice, options.wall_spacing_m);
    const FineFaces fine = subdivide(base, generators);
    CellMaker cells(ground, base, generators, fine, lattice, options);
    if (cells.cell_count() == 0) throw GeometryError(msg("the outline of a unit encloses nothing"));

    Mesh mesh;
    mesh.plane = ground.plane;
    mesh.cells.resize(static_cast<std::size_t>(cells.cell_count()));
    for (std::int32_t c = 0; c < cells.cell_count(); ++c) {
        MeshCell& cell = mesh.cells[static_cast<std::size_t>(c)];
        cell.dedicated = cells.dedicated(c);
        cell.parts = cells.parts(c);
    }
    measure_cells(fine.arrangement, cells, lattice, mesh);
    add_sites(ground, cells, mesh);
    const OutlineEdges outline(base.outline, fine, cells, lattice, mesh);
    InnerVertices vertices(base.kept, fine.arrangement, lattice, mesh);
    add_inner_edges(base, fine, cells, outline, lattice, options.open_factor, vertices, mesh);
    return mesh;
}

}  // namespace grid
