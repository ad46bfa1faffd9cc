#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "libgrid/coverage/line_noder.hpp"
#include "libgrid/mesh/segment_grid.hpp"

namespace grid {

/// Puts lines upon a lattice, for the index of segments only: no decision is taken there. Its step is no less than
/// `reach`, so that the two steps by which the index looks beyond a segment are enough for all that is as near as that.
class LineFrame {
public:
    LineFrame(std::span<const Line> lines, double reach) {
        Box box;
        for (const Line& line : lines) {
            box.add(line.a);
            box.add(line.b);
        }
        m_origin = {box.min_x, box.min_y};
        constexpr double steps = 0x1p40;
        const double extent = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
        m_step = std::max(reach, extent / steps);
    }

    [[nodiscard]] LatticePoint operator()(const Point& p) const noexcept {
        return {std::llround((p.x - m_origin.x) / m_step), std::llround((p.y - m_origin.y) / m_step)};
    }
    [[nodiscard]] Segment operator()(const Line& line) const noexcept { return {(*this)(line.a), (*this)(line.b)}; }

private:
    Point m_origin;
    double m_step = 1;
};

}  // namespace grid
