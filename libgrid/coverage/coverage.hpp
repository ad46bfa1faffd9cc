#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/coverage/ground_scale.hpp"

namespace grid {

/// Terms. A *coverage* is a set of polygonal features whose interiors are disjoint and whose common borders consist of
/// exactly the same segments on both sides. A segment is *matched* if exactly one other feature has it, in the other
/// direction (interiors thought to lie to the left, whatever the direction of the ring in the file). The outer outline
/// of a coverage is unmatched, and so is every border at a defect.
///
/// The definition is that of JTS and GEOS (CoverageValidator). In addition all gaps that are enclosed are found,
/// however wide, and, where the units to be covered are given, whatever the features leave out or take in too much.

/// The codes of the defects. A region that is one defect is one CoverageDefect for each pair of features at fault.
namespace coverage_code {
inline constexpr std::string_view overlap = "overlap";                    ///< ground in two features (not wholly equal)
inline constexpr std::string_view gap = "gap";                            ///< ground in no feature, enclosed, or narrow
inline constexpr std::string_view slit = "slit";                          ///< narrow ground outside within one outline
inline constexpr std::string_view unmatched_vertex = "unmatched_vertex";  ///< a vertex that the neighbour lacks
inline constexpr std::string_view duplicate = "duplicate";                ///< the same geometry as an earlier feature
inline constexpr std::string_view crossed_borders = "crossed_borders";    ///< narrow overlaps and gaps in a row
inline constexpr std::string_view uncovered = "uncovered";                ///< ground of a unit in no feature
inline constexpr std::string_view outside_unit = "outside_unit";          ///< ground of a feature outside its unit
}  // namespace coverage_code

struct CoverageDefect {
    std::string code;                    ///< one of coverage_code
    std::int32_t feature = -1;           ///< index of the feature at fault; -1 if no feature is near (`uncovered`)
    std::int32_t other = -1;             ///< the second one, or -1
    std::int32_t unit = -1;              ///< `uncovered`, `outside_unit`: index of the unit; else -1
    Message message;                     ///< a clause without indices: what, and how large in metres
    Point at;                            ///< in the middle of the defect
    MultiLineString lines;               ///< where the defect is a line
    MultiPolygon area;                   ///< where it is an area
    double width_m = 0;                  ///< of the largest circle in the area; largest width of what is open
    double area_m2 = 0;                  ///< of `area`, or of the ground between `lines`; on a sphere
    std::vector<std::int32_t> features;  ///< all features with a border at the defect, ascending
};

struct CoverageOptions {
    GroundScale scale;
    /// Borders of two features that run side by side no farther apart than this are a narrow gap even where it is open
    /// to the outside; 0: only enclosed gaps are found. Not used where `units` are given: there an inlet is uncovered.
    /// Overlaps and gaps that hang together between two features are crossed borders if none of them is wider.
    double gap_width_m = 0;
    /// The same for two stretches of the outline of one feature; a narrow hole is a gap. Not used where `units` are
    /// given.
    double slit_width_m = 0;
    /// Areas whose mean width is below this are no fault of a feature against the outline of its unit: new vertices on
    /// the outline are rounded.
    double outline_tolerance_m = 0.001;
    /// What the features are to cover, each unit for itself; may be empty. Then enclosed gaps outside all units are
    /// none.
    std::span<const MultiPolygon> units;
    /// For each feature the index of the unit that it belongs to, or -1 (it is compared with the others only); or
    /// empty: all features together must cover all units together.
    std::span<const std::int32_t> unit_of;
    /// The features that are not valid, ascending, where that is known; else it is found out.
    std::optional<std::vector<std::int32_t>> invalid{};
    int threads = 0;  ///< 0: one for each core
};

/// All defects of the features as a coverage, ordered by feature, other, code and place. Empty for a valid coverage.
/// Features may be empty (they cover nothing) and may be invalid: what is wrong inside one feature is the business of
/// the geometry checks; here it takes part as make_valid() makes it, so that it hides nothing of others.
/// Coordinates must be finite; rings are closed. The result depends neither on the number of threads nor on the order
/// of rings and points. Throws GeometryError for more than 2^31 - 1 segments, std::invalid_argument if `unit_of` has
/// another size than `features` or names no unit.
///
/// Method: each directed segment goes into a hash table by its exact coordinates, where matched ones cancel. Leaving
/// out a pair of opposite segments does not change winding numbers, so the number of features that cover a point is the
/// winding number of the unmatched segments alone: these few are noded (snap rounding, about 0.01 mm), and the faces of
/// their arrangement are defects where the winding number is above one, or zero inside.
/// Memory: 24 bytes a segment beside the features, and some 300 bytes an unmatched segment.
[[nodiscard]] std::vector<CoverageDefect> check_coverage(std::span<const MultiPolygon> features,
                                                         const CoverageOptions& options = {});

/// The unit that a point inside each feature lies in (the first of several), or -1: for layers that do not say it.
[[nodiscard]] std::vector<std::int32_t> find_units(std::span<const MultiPolygon> features,
                                                   std::span<const MultiPolygon> units);

}  // namespace grid
