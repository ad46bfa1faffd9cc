#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/coverage/ground_scale.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/tag/area_index.hpp"
#include "libgrid/tag/record.hpp"

namespace grid {

/// The grids below.
struct MicroGrids {
    std::vector<std::string> codes;
    AreaIndex index;
};

/// A layer of grids that records are put into: who has which ground, and what the grids are called.
struct TagLayer {
    std::vector<std::string> codes;  ///< by grid, in the order of the layer; see has_undecided
    std::vector<std::string> units;  ///< code of the unit; empty texts where the layer does not say it
    std::vector<std::string> names;  ///< likewise
    std::string crs_wkt;
    AreaIndex index;
    std::optional<MicroGrids> micro;
    Findings findings;           ///< what is wrong with the layer, as far as it matters for records
    bool has_undecided = false;  ///< grids with an empty code are ground of which it is not known whose it is

    [[nodiscard]] GridTexts texts() const {
        return {codes, units, names,
                micro ? std::span<const std::string>(micro->codes) : std::span<const std::string>()};
    }
};

/// How a layer of grids is read.
struct TagLayerOptions {
    GridFieldNames fields;
    bool with_micro = false;  ///< its micro-grids as well, see find_micro_layer()
    std::string as_of;        ///< YYYY-MM-DD: as the grids were on that day, see take_back_to(); empty: as they are
    int threads = 0;
};

/// Metres in a unit of the coordinates of a layer.
[[nodiscard]] GroundScale scale_of(const std::string& crs_wkt);

/// Reads a layer of grids, anyone's, and makes its index. Grids that overlap or are not valid, and codes that occur
/// twice, are findings: of ground in several grids the first in the layer has it. Throws InputError if it cannot be
/// read, holds no polygons, or a grid has no code; ConfigError for fields, and where micro-grids are wanted and there
/// are none.
[[nodiscard]] TagLayer read_tag_layer(const SourceRef& ref, const TagLayerOptions& options);

/// Whether the file is an index that index_bytes() made, by its first bytes.
[[nodiscard]] bool is_index_file(const std::string& path);

/// A layer with its index as bytes of a file: for read_index_file() on a machine of the same kind.
[[nodiscard]] std::string index_bytes(const TagLayer& layer);

/// Maps such a file into memory. Throws InputError if it is damaged, cut off, of another version of this program, or
/// of a machine that has its bytes in another order.
[[nodiscard]] TagLayer read_index_file(const std::string& path);

}  // namespace grid
