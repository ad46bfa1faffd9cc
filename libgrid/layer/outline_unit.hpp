#pragma once

#include "libgrid/io/source.hpp"
#include "libgrid/layer/ground.hpp"

namespace grid {

/// The unit that is made where there are no boundaries: the ground around the sites, see outline_of_points(). Its code
/// is 1. Told by `outline_made`. Throws ConfigError if the profile asks for codes of other units, InputError if no site
/// has a place. Part of read_ground().
[[nodiscard]] Unit outline_unit(const OutlineRule& rule, const CodeLayout& layout, Source& sites, Ground& ground);

}  // namespace grid
