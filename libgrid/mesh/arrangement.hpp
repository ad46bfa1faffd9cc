#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/lattice.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// An undirected edge of an arrangement: vertex indices, from < to.
struct ArrangementEdge {
    std::int32_t from = 0;
    std::int32_t to = 0;
};

/// Planar subdivision of noded edges: half-edges, faces, and which face a point lies in.
/// Half-edge 2e runs from edge e's `from` to its `to`, half-edge 2e+1 back; a face lies to the left of its half-edges.
/// Face 0 is the unbounded one. Edges must be noded (see node_segments) and distinct.
class Arrangement {
public:
    Arrangement(std::vector<LatticePoint> vertices, std::vector<ArrangementEdge> edges);

    [[nodiscard]] const std::vector<LatticePoint>& vertices() const noexcept { return m_vertices; }
    [[nodiscard]] const std::vector<ArrangementEdge>& edges() const noexcept { return m_edges; }
    [[nodiscard]] std::int32_t face_count() const noexcept { return m_face_count; }
    [[nodiscard]] std::int32_t left_face(std::int32_t half_edge) const noexcept {
        return m_cycle_face[static_cast<std::size_t>(m_cycle[static_cast<std::size_t>(half_edge)])];
    }
    [[nodiscard]] std::int32_t right_face(std::int32_t half_edge) const noexcept { return left_face(half_edge ^ 1); }

    /// The face that holds a point; for a point on an edge, one of the faces at that edge, always the same.
    [[nodiscard]] std::int32_t locate(const LatticePoint& point) const;

    /// Index over the edges as segments (in the order of `edges()`), for crossing tests.
    [[nodiscard]] const SegmentGrid& index() const noexcept { return m_index; }
    [[nodiscard]] Segment segment(std::int32_t edge) const noexcept {
        const ArrangementEdge& e = m_edges[static_cast<std::size_t>(edge)];
        return {m_vertices[static_cast<std::size_t>(e.from)], m_vertices[static_cast<std::size_t>(e.to)]};
    }

private:
    void build_cycles();
    void build_faces();
    [[nodiscard]] std::int32_t half_edge_to_the_left(const LatticePoint& point, bool strictly) const;

    std::vector<LatticePoint> m_vertices;
    std::vector<ArrangementEdge> m_edges;
    SegmentGrid m_index;
    std::vector<std::int32_t> m_next;         ///< half-edge -> next half-edge around the face on its left
    std::vector<std::int32_t> m_cycle;        ///< half-edge -> cycle
    std::vector<std::int32_t> m_cycle_face;   ///< cycle -> face
    std::vector<Int128> m_cycle_area;         ///< twice the signed area
    std::vector<std::int32_t> m_cycle_start;  ///< a half-edge that leaves the smallest vertex of the cycle
    std::int32_t m_face_count = 1;
};

}  // namespace grid
