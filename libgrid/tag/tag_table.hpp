#pragma once

#include "libgrid/io/feature_table.hpp"
#include "libgrid/tag/tag_stream.hpp"

namespace grid {

/// The same for a layer in memory: adds the fields to the table and a value of each to its features. `request.input` is
/// what messages call it; fields of coordinates and the form are not used, for the features have points. Throws
/// ConfigError for fields that are not there, or are there already; InputError if the features are no points.
[[nodiscard]] TagResult tag_table(const TagLayer& layer, const TagRequest& request, FeatureTable& table);

}  // namespace grid
