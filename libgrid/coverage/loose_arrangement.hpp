#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/coverage/segment_table.hpp"
#include "libgrid/mesh/arrangement.hpp"
#include "libgrid/mesh/noder.hpp"

namespace grid {

/// A piece of a segment between two vertices with from < to (by index, and so by coordinates).
struct LoosePiece {
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t segment = 0;  ///< index of the segment
    bool reversed = false;     ///< the segment runs from `to` to `from`
};

/// A directed piece of the border of a region: the region lies to the left of from -> to (vertex indices).
struct BorderEdge {
    std::int32_t from = 0;
    std::int32_t to = 0;
    std::int32_t edge = 0;
    std::int32_t beyond = 0;  ///< the region on the other side
};

/// The ground divided by the loose segments: noded on a lattice of about 0.01 mm, with the winding number of each
/// region. A region is what is connected without crossing a border that counts: where pieces cancel after noding there
/// is none.
class LooseArrangement {
public:
    /// `segments` must outlive the object and not be empty.
    LooseArrangement(std::span<const LooseSegment> segments, const GroundScale& scale);

    [[nodiscard]] std::span<const LooseSegment> segments() const noexcept { return m_segments; }
    [[nodiscard]] std::int32_t region_count() const noexcept { return static_cast<std::int32_t>(m_winding.size()); }
    [[nodiscard]] std::int32_t winding(std::int32_t region) const noexcept { return m_winding[index(region)]; }
    /// Whether pieces of border that cancel run through it: then a feature may cover a part of it only.
    [[nodiscard]] bool is_crossed(std::int32_t region) const noexcept { return m_crossed[index(region)] != 0; }
    /// The region that goes on for ever.
    [[nodiscard]] std::int32_t outside() const noexcept { return m_outside; }
    [[nodiscard]] std::span<const BorderEdge> border(std::int32_t region) const noexcept {
        return {m_border.data() + m_border_offsets[index(region)],
                m_border.data() + m_border_offsets[index(region) + 1]};
    }
    /// The pieces that lie on an edge.
    [[nodiscard]] std::span<const LoosePiece> pieces(std::int32_t edge) const noexcept {
        return {m_pieces.data() + m_first_piece[index(edge)], m_pieces.data() + m_first_piece[index(edge) + 1]};
    }
    [[nodiscard]] std::span<const LoosePiece> all_pieces() const noexcept { return m_pieces; }
    /// Whether the interior of a piece's owner lies to the left of the border edge that it lies on.
    [[nodiscard]] static bool covers(const LoosePiece& piece, const BorderEdge& edge) noexcept {
        return piece.reversed == (edge.from > edge.to);
    }

    /// Coordinates of a vertex: those of the input where a segment ends there (the smallest, where they differ by less
    /// than the lattice shows).
    [[nodiscard]] const Point& at(std::int32_t vertex) const noexcept { return m_points[index(vertex)]; }
    [[nodiscard]] std::int32_t vertex_count() const noexcept { return static_cast<std::int32_t>(m_points.size()); }
    /// The vertex that an end of a segment became.
    [[nodiscard]] std::int32_t vertex_of(const Point& end) const;

private:
    [[nodiscard]] static std::size_t index(std::int32_t i) noexcept { return static_cast<std::size_t>(i); }
    [[nodiscard]] LatticePoint to_frame(const Point& p) const noexcept;
    [[nodiscard]] std::vector<std::int32_t> split_at_ends(std::vector<Segment>& on_lattice) const;
    void take_pieces(const NodedLines& noded, const std::vector<std::int32_t>& whole);
    void name_vertices(const std::vector<LatticePoint>& vertices);
    void make_regions(const Arrangement& arrangement, const std::vector<std::int32_t>& net);

    std::span<const LooseSegment> m_segments;
    Point m_centre;
    double m_step = 1;
    std::vector<LatticePoint> m_lattice;  ///< ascending
    std::vector<Point> m_points;
    std::vector<LoosePiece> m_pieces;
    std::vector<std::size_t> m_first_piece;  ///< by edge
    std::vector<std::int32_t> m_winding;     ///< by region
    std::vector<char> m_crossed;             ///< by region
    std::int32_t m_outside = 0;
    std::vector<std::size_t> m_border_offsets;
    std::vector<BorderEdge> m_border;
};

}  // namespace grid
