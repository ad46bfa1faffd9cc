#pragma once

#include <optional>
#include <string>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

/// `datum_shift_unknown` for what transform_table() would do; see find_unknown_shift(). It is told of what `name` says.
[[nodiscard]] std::optional<Finding> shift_of_table(const FeatureTable& table, const std::string& name,
                                                    const std::string& crs_wkt);

/// Carries all geometry of the table into another CRS (WKT2). Equal points stay equal, so that common borders stay
/// the same on both sides. Throws InputError, with the feature, for a point that cannot be transformed.
void transform_table(FeatureTable& table, const std::string& crs_wkt);

/// Rounds to so many decimals, and leaves out the points that become equal to the one before and the rings that become
/// nothing.
void round_table(FeatureTable& table, int decimals);

/// Turns shells counter-clockwise and holes clockwise (RFC 7946).
void orient_table(FeatureTable& table);

}  // namespace grid
