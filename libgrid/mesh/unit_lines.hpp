#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libgrid/mesh/outline_rings.hpp"
#include "libgrid/mesh/tessellate.hpp"

namespace grid {

/// What a line is a part of.
struct LineTag {
    enum Kind : std::uint8_t { outline, previous, barrier, block, dedicated } kind = outline;
    std::int32_t index = 0;  ///< of the outline's segment, the previous segment, the barrier, the block ...
};

/// A line of the unit: one of those that lie on one segment.
struct LineUse {
    LineTag tag;
    bool reversed = false;  ///< it runs from the segment's q to its p
};

/// All lines that cut a unit, put onto each other (snap_lines). Each segment is there once, whatever lies on it.
struct UnitLines {
    Outline outline;
    std::vector<Segment> segments;       ///< p < q
    std::vector<LineUse> uses;           ///< by segment
    std::vector<std::size_t> first_use;  ///< by segment, and one more

    /// The outline in walking order: a segment, and whether it is walked from its q to its p.
    struct OutlineStep {
        std::int32_t segment = 0;
        bool reversed = false;
        std::int32_t outline_segment = 0;
    };
    std::vector<OutlineStep> walk;

    std::vector<LatticePoint> kept;  ///< corners of previous borders; of those that give way, as they are now

    [[nodiscard]] std::span<const LineUse> uses_of(std::size_t segment) const noexcept {
        return std::span(uses).subspan(first_use[segment], first_use[segment + 1] - first_use[segment]);
    }
};

/// Throws GeometryError if the outline encloses nothing.
[[nodiscard]] UnitLines gather_lines(const UnitGround& ground, const Lattice& lattice,
                                     const TessellateOptions& options);

/// The lattice for a unit and what reaches into it.
[[nodiscard]] Lattice lattice_of(const UnitGround& ground);

}  // namespace grid
