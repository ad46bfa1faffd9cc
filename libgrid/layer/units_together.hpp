#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

// Units are divided one by one; before that they are looked at together. Part of read_ground(); everything is in output
// coordinates.

/// Two borders that are open to the outside and nearer to each other than this have a gap between them, or, if they
/// belong to one unit, a slit; a hole of a unit that is as narrow is a slit as well.
inline constexpr double narrow_m = 0.5;

/// Ground that is enclosed by units and in none of them; of what is narrow all that lies between the same units.
struct UnitGap {
    MultiPolygon area;               ///< empty: it is open to the outside
    std::vector<std::string> codes;  ///< of the units around it, ascending
    Point at;                        ///< in the largest place
    double area_m2 = 0;              ///< of all places
    double width_m = 0;              ///< of the largest circle in it; of what is open its largest width
    std::int64_t places = 1;
};

struct UnitsTogether {
    std::vector<UnitGap> gaps;  ///< that are enclosed, for tell_gaps()
    std::vector<Point> added;   ///< the vertices that a unit has now and had not, ascending
};

/// Makes the units, whose codes are different and ascend, an exact coverage but for gaps: no two have ground in common,
/// and their common borders have the same vertices on both sides. First, if `rules` say so, what is narrow is closed.
/// Ground that is in several units then belongs to the smallest of them by area, of equal area (to 0.01 m2) to the
/// smallest code. Units that overlap with nobody stay as they are, bit for bit; how the others are cut says settle(). A
/// unit that has no ground of its own is left out; the planes are to be chosen afterwards. Adds the findings
/// units_overlap, unit_covered, unit_slit, unit_snapped, and units_gap for gaps that are open. Neither the order of the
/// features nor that of points nor threads matter. Throws GeometryError for outlines that cannot be taken apart.
[[nodiscard]] UnitsTogether bring_units_together(std::vector<Unit>& units, const GroundScale& scale,
                                                 const UnitRules& rules, int threads, Findings& findings);

/// Adds the findings units_gap, each with the sites or cells that lie in it: of every gap between several units, and of
/// a hole of one unit if something lies there. The sites and cells of the ground that lie in no unit are known.
void tell_gaps(const std::vector<UnitGap>& gaps, Ground& ground);

/// Metres for the coordinates of a layer in this CRS.
[[nodiscard]] GroundScale ground_scale_of(const std::string& crs_wkt);

}  // namespace grid
