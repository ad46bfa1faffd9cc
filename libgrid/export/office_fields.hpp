#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/export/export_layer.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

// What a grid office has of a grid besides: its people, and where it is in words. Part of export_layer().

/// Adds to the grids, as the request asks for, the fields of the posts and `address`, and empties what must not be
/// published. Returns the table of posts, if it goes with the layer. Throws what reading throws, and ConfigError for
/// fields that are missing.
[[nodiscard]] std::vector<FeatureTable> add_office_fields(const ExportRequest& request, FeatureTable& grids,
                                                          const std::function<void(const Message&)>& say,
                                                          Findings& findings);

}  // namespace grid
