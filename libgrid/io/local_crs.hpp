#pragma once

#include <string>

namespace grid {

/// Whether the CRS is a local one (of a building site, a mine, a town of old): metres from some point of its own, with
/// no place on the earth.
[[nodiscard]] bool is_local_crs(const std::string& wkt);

}  // namespace grid
