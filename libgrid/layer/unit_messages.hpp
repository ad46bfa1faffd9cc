#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/message.hpp"
#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/settle.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/units_together.hpp"

namespace grid {

// What is said of units that do not fit together. A finding of an overlap is of the unit that loses ground, one of a
// gap of none. The width of what two units have in common is its mean width.

/// What lies in a gap.
struct GapContents {
    std::int64_t items = 0;  ///< sites or cells
    Count households = 0;
    bool are_cells = false;
};

[[nodiscard]] Finding overlap_finding(const std::string& owner, const std::string& loser, const CommonGround& common,
                                      bool same_area, const GroundScale& scale);
[[nodiscard]] Finding covered_finding(const Unit& unit, const std::vector<std::string>& owners,
                                      const SettledFeature& rest, const Point& at);
[[nodiscard]] Finding gap_finding(const UnitGap& gap, const GapContents& contents);
[[nodiscard]] Finding slit_finding(const std::string& code, const CoverageDefect& defect);
[[nodiscard]] Finding snapped_finding(const std::string& code, const Message& what, const Point& at);

}  // namespace grid
