#pragma once

#include <unordered_map>
#include <vector>

#include "libgrid/mesh/tessellate.hpp"

namespace grid {

/// Gives the vertices of a mesh that lie on the outline or on previous borders the output coordinates that they came
/// with. Of the outline all of them: points that share one lattice point are kept as shape points of the outline edge
/// that leads there.
class OutlinePoints {
public:
    explicit OutlinePoints(const UnitGround& ground);

    /// The vertex at a place; on the outline only what belongs to it is from the input.
    [[nodiscard]] MeshVertex vertex(const LatticePoint& at, bool on_outline) const;

    /// Adds to an outline edge, which runs along `line` from a to b, the points that its end hides.
    void add_shape(Mesh& mesh, MeshEdge& edge, const Segment& line) const;

private:
    struct Hash {
        std::size_t operator()(const LatticePoint& p) const noexcept {
            // Unsigned, for the products are meant to wrap.
            return static_cast<std::uint64_t>(p.x) * 0x9E3779B1U + static_cast<std::uint64_t>(p.y) * 0x85EBCA77U;
        }
    };
    std::unordered_map<LatticePoint, Point, Hash> m_output;
    std::unordered_map<LatticePoint, Point, Hash> m_previous;
    std::unordered_map<LatticePoint, std::vector<Point>, Hash>
        m_hidden;  ///< before m_output, with the unit on the left
};

}  // namespace grid
