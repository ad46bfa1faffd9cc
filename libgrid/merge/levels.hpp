#pragma once

#include "libgrid/merge/merge.hpp"
#include "libgrid/merge/request.hpp"

namespace grid {

/// Puts the micro-grids of the inputs together as their grids were, into GridLayer::below. Those of a grid that is not
/// exactly their dissolve (it was fused, replaced or brought to another border) are left out, and so are all where
/// grids were rolled up: a finding `micro_dropped` says so. `result` is that of run_merge() with the request. Throws
/// what run_merge() throws.
void merge_levels(const MergeRequest& request, MergeResult& result);

}  // namespace grid
