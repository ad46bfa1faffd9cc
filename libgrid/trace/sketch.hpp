#pragma once

#include <cstdint>
#include <vector>

#include "libgrid/trace/network.hpp"
#include "libgrid/trace/obstacles.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

/// One end of a piece.
struct PieceEnd {
    std::int32_t piece = -1;
    bool back = false;
};

/// Where pieces meet: a node of the network, or a point of a chain that must stay.
struct Joint {
    MeshVertex at;
    std::int32_t id = -1;  ///< in the obstacles
    bool fixed = false;    ///< something that no border may cross ends here
    std::vector<PieceEnd> ends;
};

/// A part of a chain between two joints, free as a whole or flagged as a whole.
struct Piece {
    std::int32_t from = -1;
    std::int32_t to = -1;
    bool free = false;
    std::vector<MeshVertex> points;   ///< with the joints at both ends
    std::vector<std::int32_t> ids;    ///< of the points, in the obstacles
    std::vector<std::uint8_t> flags;  ///< of the segments
    bool changed = true;              ///< since it was last redrawn, by that redrawing included
    std::int32_t marker = -1;         ///< obstacle in the middle of a piece without inner points: keeps others off it
};

/// The borders taken apart into what may be redrawn and what must stay, with everything that a border must respect as
/// points. That points suffice follows from the way borders are changed: a line is only ever moved over an area that
/// has no point in it, and a segment without end point in such an area cannot have got in without crossing the line
/// before it was moved.
class Sketch {
public:
    Sketch(Network& network, const Mesh& mesh, const std::vector<std::int32_t>& plan);

    /// Puts the redrawn lines back into the network.
    void finish();

    /// Puts the marker of a piece where it belongs, after its points changed.
    void renew_marker(Piece& piece);

    /// A new vertex near a place of the work plane: at a tidy place, or on a segment of the outline.
    [[nodiscard]] MeshVertex new_vertex(const Point& work, std::int32_t outline_segment = -1) const;

    /// Moves a joint with all ends at it.
    void move(Joint& joint, const MeshVertex& to);

    /// Whether no obstacle but those with the given ids lies in the closed triangle.
    [[nodiscard]] bool is_empty(const Point& a, const Point& b, const Point& c,
                                std::initializer_list<std::int32_t> except) const;

    Obstacles obstacles;
    std::vector<Joint> joints;
    std::vector<Piece> pieces;
    double mean_free_length_m = 0;  ///< mean length of the free segments as they came

private:
    struct Anchor {
        Point at;
        std::int32_t id = -1;
    };

    [[nodiscard]] std::int32_t anchor(const Point& p) const;
    [[nodiscard]] bool has_site(const Point& a, const Point& b) const;
    void add_anchors(const std::vector<std::int32_t>& plan);
    void take_apart(std::size_t index);
    void thin(Piece& piece);
    std::int32_t add_joint(const MeshVertex& at);

    Network& m_network;
    const Mesh& m_mesh;
    std::int32_t m_site_count = 0;  ///< ids below are those of sites
    std::vector<Anchor> m_anchors;  ///< points of what is not a border but must not be crossed, sorted
    std::vector<std::vector<std::size_t>> m_chain_pieces;
};

}  // namespace grid
