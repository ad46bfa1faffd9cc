#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// Planar subdivision of noded edges: half-edges, faces, and which face a point lies in.
/// Half-edge 2e runs from edge e's `from` to its `to`, half-edge 2e+1 back; a face lies to the left of its half-edges.
/// Face 0 is the unbounded one. Edges must be noded (see node_segments) and distinct.
class Arrangement {
public:
    Arrangement(std::vector<LatticePoint> vertices, std::vector<LatticeEdge> edges);

    [[nodiscard]] const std::vector<LatticePoint>& vertices() const noexcept { return m_vertices; }
    [[nodiscard]] const std::vector<LatticeEdge>& edges() const noexcept { return m_edges; }
    [[nodiscard]] std::int32_t face_count() const noexcept { return m_face_count; }
    [[nodiscard]] std::int32_t left_face(std::int32_t half_edge) const noexcept {
        return m_cycle_face[static_cast<std::size_t>(m_cycle[static_cast<std::size_t>(half_edge)])];
    }
    [[nodiscard]] std::int32_t right_face(std::int32_t half_edge) const noexcept { return left_face(half_edge ^ 1); }

    /// The half-edge that leaves the vertex at the end of `h`, next clockwise of the way back: it has the face on the
    /// left of `h` on its left as well.
    [[nodiscard]] std::int32_t next(std::int32_t h) const noexcept { return m_next[static_cast<std::size_t>(h)]; }
    [[nodiscard]] std::int32_t origin(std::int32_t h) const noexcept {
        const LatticeEdge& e = m_edges[static_cast<std::size_t>(h / 2)];
        return h % 2 == 0 ? e.from : e.to;
    }

    /// The face that holds a point; for a point on an edge or vertex, the one that a hand which turns counter-clockwise
    /// from the positive x axis meets first.
    [[nodiscard]] std::int32_t locate(const LatticePoint& point) const;
    /// All faces that touch a point, in the order in which that hand meets them; a face may come several times.
    [[nodiscard]] std::vector<std::int32_t> faces_around(const LatticePoint& point) const;

    /// Index over the edges as segments (in the order of `edges()`), for crossing tests.
    [[nodiscard]] const SegmentGrid& index() const noexcept { return m_index; }
    [[nodiscard]] Segment segment(std::int32_t edge) const noexcept {
        const LatticeEdge& e = m_edges[static_cast<std::size_t>(edge)];
        return {m_vertices[static_cast<std::size_t>(e.from)], m_vertices[static_cast<std::size_t>(e.to)]};
    }

private:
    void build_cycles();
    void build_faces();
    [[nodiscard]] std::int32_t half_edge_to_the_left(const LatticePoint& point, bool strictly) const;

    std::vector<LatticePoint> m_vertices;
    std::vector<LatticeEdge> m_edges;
    SegmentGrid m_index;
    std::vector<std::int32_t> m_next;         ///< half-edge -> next half-edge around the face on its left
    std::vector<std::int32_t> m_cycle;        ///< half-edge -> cycle
    std::vector<std::int32_t> m_cycle_face;   ///< cycle -> face
    std::vector<Int128> m_cycle_area;         ///< twice the signed area
    std::vector<std::int32_t> m_cycle_start;  ///< a half-edge that leaves the smallest vertex of the cycle
    std::int32_t m_face_count = 1;
};

}  // namespace grid
