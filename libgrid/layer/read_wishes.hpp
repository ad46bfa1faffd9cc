#pragma once

#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/layer/input_notes.hpp"
#include "libgrid/layer/previous.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/wishes/wish.hpp"

namespace grid {

/// Reads the wishes: a field `wish` says what a feature asks for, `group`, `grid_code` and `name` say more. A table has
/// locks by code, or points in its columns. Throws InputError, with the feature, for a word that is no wish, a geometry
/// that the wish cannot have, and one that says too little.
[[nodiscard]] std::vector<Wish> read_wishes(const GriddingRequest& request, const InputRules& rules,
                                            const PreviousGrids* previous, InputNotes& notes, Findings& findings);

}  // namespace grid
