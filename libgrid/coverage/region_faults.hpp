#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/coverage/coverage.hpp"
#include "libgrid/coverage/loose_arrangement.hpp"
#include "libgrid/coverage/polygon_index.hpp"

namespace grid {

/// What the search for defects knows of the features.
struct FeatureGround {
    FeatureShapes features;
    const PolygonIndex& index;
    ValidShapes& shapes;
    GroundScale scale;
    double gap_width_m = 0;
};

/// Owners of segments with the length of border that they have at a region, the longest first.
using Shares = std::vector<std::pair<std::int32_t, double>>;

/// Who has a border at a region: from within, from without.
struct RegionNeighbours {
    Shares covering;
    Shares beyond;

    [[nodiscard]] std::vector<std::int32_t> features() const;  ///< ascending
};
[[nodiscard]] RegionNeighbours neighbours_of(const LooseArrangement& ground, std::int32_t region,
                                             const GroundScale& scale);

/// The ground of a region. Empty only where rounding has left nothing of it.
[[nodiscard]] MultiPolygon region_polygons(const LooseArrangement& ground, std::int32_t region);

/// Regions that more than one feature covers, or none: by region 1, else 0. The outside is none.
[[nodiscard]] std::vector<char> faulty_regions(const LooseArrangement& ground);

/// A defect with its area, width, place and message.
[[nodiscard]] CoverageDefect area_defect(std::string_view code, MultiPolygon area, const GroundScale& scale);

/// Overlaps, gaps (if wanted), and crossed borders: overlaps and gaps between two features that hang together and are
/// all no wider than `gap_width_m`. `faulty` are the regions to look at; those that turn out to be of the lattice's
/// making are taken out.
[[nodiscard]] std::vector<CoverageDefect> region_faults(const LooseArrangement& ground, const FeatureGround& features,
                                                        const std::vector<char>& duplicates, bool gaps_wanted,
                                                        std::vector<char>& faulty);

/// Vertices that a neighbour lacks, but for those at faulty regions, and for those between two features of which both
/// have an open line there: one that `is_open` says need not match anything.
[[nodiscard]] std::vector<CoverageDefect> vertex_faults(const LooseArrangement& ground, const std::vector<char>& faulty,
                                                        const std::function<bool(const LooseSegment&)>& is_open);

/// Borders on the outside that run side by side at no more than `width_m`.
[[nodiscard]] std::vector<CoverageDefect> narrow_gaps(const LooseArrangement& ground, const GroundScale& scale,
                                                      double width_m);

/// Ground between two features that is open to the outside: where two of their lines face each other at no more than
/// `width_m`, the quadrangles between them, which may overlap.
struct OpenStrips {
    std::int32_t first = -1;
    std::int32_t second = -1;
    MultiPolygon area;
};
[[nodiscard]] std::vector<OpenStrips> open_strips(const LooseArrangement& ground, const GroundScale& scale,
                                                  double width_m);

/// The same for two stretches of the outline of one feature.
[[nodiscard]] std::vector<CoverageDefect> slits(const LooseArrangement& ground, const GroundScale& scale,
                                                double width_m);

}  // namespace grid
