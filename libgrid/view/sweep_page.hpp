#pragma once

#include <string>

#include "libgrid/export/titles.hpp"
#include "libgrid/sweep/sweep.hpp"

namespace grid {

/// The table of a sweep and its charts as one page of HTML that needs nothing else.
[[nodiscard]] std::string sweep_page(const Sweep& sweep, Language language);

}  // namespace grid
