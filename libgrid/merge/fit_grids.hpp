#pragma once

#include "libgrid/merge/grid_set.hpp"

namespace grid {

/// Each grid is valid in the OGC sense afterwards, or it is an InputError that names it. What needs no judgement is
/// mended, with a finding `grid_mended`: rings that touch themselves, that run to and fro, or enclose nothing; the
/// ground stays the same.
[[nodiscard]] Findings mend_rings(GridSet& set, int threads);

/// Ground between borders that are nearer to each other than this is a gap wherever it lies, in metres.
inline constexpr double narrow_gap_m = 0.5;

/// Makes valid grids an exact coverage but for gaps, as settle() says: no two have ground in common, and common borders
/// have the same vertices on both sides. Ground in several grids belongs to the smallest by area, of equal area (to
/// 0.01 m2) to that with the smaller code; `base_keeps`: first of all to a grid of input 0. Grids that change are
/// `stale`; the others stay bit for bit. Returns the findings `inputs_overlap` (ground that was in two grids),
/// `grid_mended` (a vertex gave way to one beside it), and `inputs_gap`: ground between grids of two inputs that is in
/// none, and what is narrow between any. Neither threads nor the order of the inputs matter. Throws InputError for a
/// grid of which nothing would be left, GeometryError for what cannot be settled.
[[nodiscard]] Findings fit_grids(GridSet& set, bool base_keeps, int threads);

}  // namespace grid
