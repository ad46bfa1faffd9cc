#pragma once

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/layer/request.hpp"
#include "tools/gridify/options.hpp"

namespace grid::tools {

/// What the library is to do. Reads the profile if it is a file. Throws ConfigError.
[[nodiscard]] GriddingRequest request_from_options(const GridifyOptions& options);

/// The options as they took effect, for the report and `grid_run`: paths by their last part, no passwords. What does
/// not change the result (threads, output, verbosity) is left out.
[[nodiscard]] RunRecord options_in_effect(const GridifyOptions& options, const GriddingRequest& request);

}  // namespace grid::tools
