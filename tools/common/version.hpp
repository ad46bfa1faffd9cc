#pragma once

namespace grid::tools {

/// Version of the project, the same for all tools; set by CMake.
inline constexpr const char* tool_version = GRID_VERSION;

}  // namespace grid::tools
