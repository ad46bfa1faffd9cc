#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/tag/area_index.hpp"

namespace grid {

/// A layer of grids that records are put into: who has which ground, and what the grids are called.
struct TagLayer {
    std::vector<std::string> codes;  ///< by grid, in the order of the layer
    std::vector<std::string> units;  ///< code of the unit; empty texts where the layer does not say it
    std::vector<std::string> names;  ///< likewise
    std::string crs_wkt;
    AreaIndex index;
    Findings findings;  ///< what is wrong with the layer, as far as it matters for records
};

/// Metres in a unit of the coordinates of a layer.
[[nodiscard]] GroundScale scale_of(const std::string& crs_wkt);

/// Reads a layer of grids, anyone's, and makes its index. Grids that overlap or are not valid, and codes that occur
/// twice, are findings: of ground in several grids the first in the layer has it. Throws InputError if it cannot be
/// read, holds no polygons, or a grid has no code; ConfigError for fields.
[[nodiscard]] TagLayer read_tag_layer(const SourceRef& ref, const GridFieldNames& names, int threads);

/// Whether the file is an index that index_bytes() made, by its first bytes.
[[nodiscard]] bool is_index_file(const std::string& path);

/// A layer with its index as bytes of a file: for read_index_file() on a machine of the same kind.
[[nodiscard]] std::string index_bytes(const TagLayer& layer);

/// Maps such a file into memory. Throws InputError if it is damaged, cut off, of another version of this program, or
/// of a machine that has its bytes in another order.
[[nodiscard]] TagLayer read_index_file(const std::string& path);

}  // namespace grid
