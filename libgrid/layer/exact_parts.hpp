#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libgrid/mesh/mesh.hpp"
#include "libgrid/partition/partition.hpp"
#include "libgrid/wishes/unit_wishes.hpp"

namespace grid {

/// The most open cells of a unit for which all plans are looked at.
inline constexpr std::size_t most_exact_cells = 20;

/// Of all divisions of the open cells of a small unit into `parts` connected parts in which each set of cells is in one
/// part and all pairs are apart, the one that misses `limits` (households) by least, and of these that with the
/// shortest borders. The sets need not hang together (WishedUnit::is_loose). By cell: its part; -1 where the cell is
/// locked, dedicated or counts nothing. Nothing if there is no such division, there are too many cells, or too many
/// divisions would have to be looked at.
[[nodiscard]] std::optional<std::vector<std::int32_t>> exact_parts(const Mesh& mesh, const CellWishes& wishes,
                                                                   std::int32_t parts, const Limits& limits);

}  // namespace grid
