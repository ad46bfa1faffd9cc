#pragma once

#include <string>

#include "libgrid/io/source.hpp"

namespace grid {

/// The CRS (WKT) that everything is read into: the wanted one, else that of the units. Throws InputError where the
/// units cannot be in it, or in their own, with the place of a vertex that is impossible. Part of read_ground().
[[nodiscard]] std::string choose_output_crs(const std::string& wanted, Source& source);

}  // namespace grid
