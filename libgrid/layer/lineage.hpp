#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/count.hpp"
#include "libgrid/core/grid_layer.hpp"

namespace grid {

/// What an old grid and a new one have in common. Indices; -1: in no old grid.
struct GridOverlap {
    std::int32_t old_grid = -1;
    std::int32_t new_grid = 0;
    Count households = 0;  ///< those of now
    double area_m2 = 0;    ///< decides where there are no households
};

/// Which old grid each new one carries on, or -1. An old grid is carried on by the new one that holds the largest share
/// of its households; where that is so for several old grids, by the one that gives it the most. Area decides between
/// equal households, then the order of the grids. Every old grid is carried on by one new grid at most.
/// Each pair occurs once in `overlaps`.
[[nodiscard]] std::vector<std::int32_t> heirs(std::span<const GridOverlap> overlaps, std::size_t old_count,
                                              std::size_t new_count);

/// The rows of the table `lineage`, by old and new code. The households of the rows of a new grid add up to
/// `households`, which has a whole number for each. An old grid without households has a row for each new grid that
/// has some of its area. Each pair occurs once in `overlaps`.
[[nodiscard]] std::vector<LineageRow> lineage_rows(std::span<const GridOverlap> overlaps,
                                                   std::span<const std::string> old_codes,
                                                   std::span<const std::string> new_codes,
                                                   std::span<const std::int64_t> households);

/// What is known of the grids beside the rows of the table.
struct LineageFacts {
    /// New code -> the old one that it carries on, where that is another; else a grid carries on its own code.
    std::map<std::string, std::string> heir_of{};
    std::set<std::string> reshaped{};  ///< new codes of grids whose ground is not quite what it was
    std::string date{};                ///< of the change; empty: not known
};

/// Fills LineageRow::change where it is empty, and with it the date, but for what is unchanged:
/// - `unchanged`: the new grid carries the old one on, and has all of it and nothing else;
/// - `changed`: it carries the old one on with other bounds, or has got a part of one that lives on;
/// - `split`: a new code, for a part of a grid that lives on; `merged`: a part of a grid that is no more;
/// - `new`: households that were in no grid, in a grid with a new code (in another one: `changed`);
/// - `retired`: the old code is given up, and nothing is known of what became of it, or it was before.
void name_changes(const LineageFacts& facts, std::vector<LineageRow>& rows);

}  // namespace grid
