#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/ring_area.hpp"
#include "libgrid/coverage/feature_shapes.hpp"

namespace grid {

/// A directed segment that is not matched; the interior of its owner lies to the left.
struct LooseSegment {
    Point a;
    Point b;
    std::int32_t owner =
        0;  ///< index of a feature; ~u for the outline of unit u (then reversed: the unit on the right)
};

/// Loose segments of one unit: its features against its outline.
struct UnitLoose {
    std::int32_t unit = 0;  ///< -1: all units together
    std::vector<LooseSegment> segments;
};

struct SegmentMatches {
    std::vector<std::pair<std::int32_t, std::int32_t>> duplicates;  ///< a feature and the earlier one that it repeats
    std::vector<LooseSegment> loose;  ///< of the features among themselves, without duplicates; in file order
    std::vector<UnitLoose> of_units;  ///< units with a loose segment only, ascending
    std::vector<std::pair<std::int32_t, std::int32_t>> matched;  ///< features that share a segment, if asked for
};

/// Cancels all segments that two features have in opposite directions. `units` and `unit_of` as in CoverageOptions.
/// Runs on the threads of the calling arena.
[[nodiscard]] SegmentMatches match_segments(const FeatureShapes& features, std::span<const MultiPolygon> units,
                                            std::span<const std::int32_t> unit_of);

/// The same without units, and besides each pair of features (the lower first, ascending) that cancelled a segment.
[[nodiscard]] SegmentMatches match_neighbours(std::span<const MultiPolygon> features);

}  // namespace grid
