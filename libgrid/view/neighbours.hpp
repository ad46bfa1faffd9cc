#pragma once

// For the files of this stage only: which grids lie side by side.

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// For each polygon those beside it, ascending.
class NeighbourGraph {
public:
    NeighbourGraph() = default;
    /// `pairs` of numbers below `size`, in any order, also repeated; none is its own neighbour.
    NeighbourGraph(std::size_t size, const std::vector<std::pair<std::int32_t, std::int32_t>>& pairs);

    [[nodiscard]] std::size_t size() const noexcept { return m_offsets.size() - 1; }
    [[nodiscard]] std::span<const std::int32_t> of(std::int32_t i) const noexcept {
        const auto at = static_cast<std::size_t>(i);
        return {m_others.data() + m_offsets[at], m_others.data() + m_offsets[at + 1]};
    }

private:
    std::vector<std::size_t> m_offsets{0};
    std::vector<std::int32_t> m_others;
};

/// Borders of two polygons that run side by side no farther apart than this, in metres, look like one line.
inline constexpr double usual_border_gap_m = 0.5;

/// Polygons are neighbours if their borders share a line of positive length; a common corner makes none. Where borders
/// fit, that is a matter of equal segments, and exact. Segments that no other polygon has (match_neighbours()) are
/// compared as lines: borders that miss each other by rounding only (1 mm), or by less than `gap_m` over a length of at
/// least four times that, are shared, and polygons that overlap are neighbours. The result depends neither on the
/// number of threads nor on where rings start. Runs on the threads of the calling arena.
[[nodiscard]] NeighbourGraph find_neighbours(std::span<const MultiPolygon> polygons, const GroundScale& scale,
                                             double gap_m = usual_border_gap_m);

}  // namespace grid
