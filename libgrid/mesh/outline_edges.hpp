#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/mesh/cell_maker.hpp"
#include "libgrid/mesh/fine_faces.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// Draws the outline of a unit into its mesh from the outline's own points, and says where borders between cells end on
/// it.
///
/// Terms. A *step* is a half-edge of the arrangement that the outline walks, the unit on its left. A *pass* is where it
/// goes from one step to the next; where it comes to one place several times there are as many passes. A step's *cell*
/// is that of the face on its left. A step is *collapsed* where there is none: on the lattice, the two sides of a wedge
/// or of a neck of the unit lie on one edge there. A *door* is where such a region meets ground that has a width.
///
/// Rules.
/// 1. The outline is written step by step: points of the input as they are, new ones where borders end.
/// 2. A collapsed region belongs to one cell: to that of the first step after a run of collapsed steps at it.
/// 3. A border between cells that ends at a place of the outline ends at the pass whose incoming step it meets first
///    when turning clockwise from there.
/// 4. At a door whose two sides are of different cells there is an edge from pass to pass; it is as long as the region
///    is wide: next to nothing.
/// So the outline's vertices are kept whatever the lattice did, and each change of cell along it has a border there.
class OutlineEdges {
public:
    /// Adds vertices and edges to the mesh. All arguments must outlive the object. Throws GeometryError where the rules
    /// do not help: where more than two stretches of the outline lie on one edge of the lattice, or a ring has no width
    /// at all there.
    OutlineEdges(const Outline& outline, const FineFaces& fine, const CellMaker& cells, const Lattice& lattice,
                 Mesh& mesh);

    [[nodiscard]] bool is_on_outline(std::int32_t edge) const {
        return m_on_edge[static_cast<std::size_t>(edge)].front() >= 0;
    }
    /// The vertex of the mesh at which a border ends that leaves the outline along that half-edge; -1 if it does not
    /// leave the outline.
    [[nodiscard]] std::int32_t vertex_of(std::int32_t half_edge) const {
        const auto known = m_vertex_of_half.find(half_edge);
        return known == m_vertex_of_half.end() ? -1 : known->second;
    }

private:
    /// A step, and the pass at its beginning.
    struct Step {
        std::int32_t half_edge = 0;
        std::int32_t outline_segment = 0;
        std::size_t before = 0;             ///< the step before in the ring
        std::size_t after = 0;              ///< the step after in the ring
        std::vector<std::int32_t> points;   ///< of the ring, that lie at the pass
        std::int32_t cell = no_cell;        ///< as the faces say
        std::int32_t final_cell = no_cell;  ///< rule 2
        std::int32_t vertex = -1;           ///< of the mesh, at the pass; -1: none is needed
    };

    void find_passes();
    void link_ring(std::int32_t ring, std::size_t first, std::size_t last);
    void label_steps();
    void visit_sector(std::size_t pass);
    void end_sector(std::size_t from, std::size_t to, bool has_border);
    [[nodiscard]] bool changes_cell(std::size_t pass) const;
    [[nodiscard]] Point output_of(std::size_t pass) const;
    std::int32_t vertex_at(std::size_t pass);
    [[nodiscard]] std::int32_t step_along(std::int32_t half_edge) const;
    [[nodiscard]] const OutlineRing& ring_of(const Step& step) const;
    void draw();
    void draw_edge(std::size_t from);
    void add_points(const Step& step, std::size_t from);
    [[noreturn]] void fail(std::int32_t half_edge, const Message& what) const;

    const Outline& m_outline;
    const FineFaces& m_fine;
    const CellMaker& m_cells;
    const Lattice& m_lattice;
    Mesh& m_mesh;
    std::vector<Step> m_walk;
    std::vector<std::size_t> m_first_of_ring;
    std::vector<std::array<std::int32_t, 2>> m_on_edge;  ///< by edge: the steps on it, -1 where there are fewer
    std::unordered_map<std::int32_t, std::int32_t> m_vertex_of_half;
    std::map<Point, std::int32_t> m_vertex_at;  ///< places that the outline passes several times are one vertex
};

}  // namespace grid
