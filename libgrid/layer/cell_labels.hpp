#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/disjoint_sets.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/mesh/mesh.hpp"

namespace grid {

/// By cell: the grid that it is in by a plan, from 0 on, or one of the two below.
using CellLabels = std::vector<std::int32_t>;
inline constexpr std::int32_t no_label = -1;      ///< the plan says nothing of it
inline constexpr std::int32_t closed_label = -2;  ///< it takes no part

/// The cells joined to those with the same label that they touch; over hard barriers too, or not.
[[nodiscard]] DisjointSets parts_of_labels(const Mesh& mesh, const CellLabels& label, bool over_hard);

/// A point inside each of the chosen cells, output coordinates.
[[nodiscard]] std::map<std::int32_t, Point> points_inside(const Mesh& mesh, const std::vector<char>& is_chosen);

/// Takes the label from parts of a grid that do not touch the rest of it, have no sites and are narrower than
/// `width_m` on average.
void release_crumbs(const Mesh& mesh, double width_m, CellLabels& label);

/// Gives connected ground without a label in which `least` households live a label of its own, from `first` on; where
/// no cell has a label all of it gets one.
void label_large_gaps(const Mesh& mesh, Count least, std::int32_t first, CellLabels& label);

/// Gives cells without a label that with the longest common border, rather not over a hard barrier; those beside labels
/// first. What touches none, as an island does, gets that of the nearest cell. Some cell must have one, if one is open.
void fill_gaps(const Mesh& mesh, CellLabels& label);

}  // namespace grid
