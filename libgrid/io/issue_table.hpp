#pragma once

// For the files of this stage only.

#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/io/tables.hpp"

namespace grid::io {

/// Findings as a layer of points, a row each, in their order; one without a place has no geometry. The findings must
/// outlive the table.
[[nodiscard]] Table issue_table(const char* name, const char* description, std::vector<const Finding*> findings);

[[nodiscard]] std::vector<const Finding*> pointers_to(const Findings& findings);

}  // namespace grid::io
