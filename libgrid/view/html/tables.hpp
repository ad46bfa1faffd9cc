#pragma once

// For the files of this stage only: the numbers and texts of the page.

#include <string>

#include "libgrid/view/html/plane.hpp"
#include "libgrid/view/plan.hpp"

namespace grid {

/// So many findings are listed one by one; all of them are counted.
inline constexpr std::size_t most_listed_findings = 5'000;

/// One JSON object, by columns: `units`, `grids`, `findings`, `lineage`, `previous`, and `run`: what the layer says of
/// how it was made. Nothing in it is safe to be taken for HTML; the text itself may stand in a <script>.
[[nodiscard]] std::string tables_json(const Plan& plan, const ViewRequest& request, const PagePlane& plane);

}  // namespace grid
