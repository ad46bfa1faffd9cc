#pragma once

#include <vector>

#include "libgrid/check/check_context.hpp"
#include "libgrid/check/exceptions.hpp"
#include "libgrid/coverage/repair.hpp"

namespace grid {

/// What a repair would come to: it is made on a copy of the layer, which is checked again. The first trial has the
/// widths of the request. If it leaves something, the second has widths as large as the widest of it. `left` are the
/// findings of the layer; of exceptions those that a copy of `known` accepts do not count.
[[nodiscard]] std::vector<RepairTrial> try_repairs(const CheckContext& context, const RepairOptions& options,
                                                   const Findings& left, const ExceptionList* known);

}  // namespace grid
