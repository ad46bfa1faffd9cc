#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/io/source.hpp"
#include "libgrid/tag/tag_layer.hpp"

namespace grid {

/// A layer of sites, buildings or cells, or a table of them.
struct SiteInput {
    SourceRef source;
    std::string id_field;         ///< empty: by alias, else features are called by their numbers
    bool needs_ids = false;       ///< a layer without a field of identifiers is an error
    bool may_be_codes = false;    ///< a table without places may have `grid_code` instead, as gridify --assignments
    bool allow_ballpark = false;  ///< a shift of datum that is not known is no finding
};

/// What records are at, or count at. A site is anything that has an identifier.
struct TagSites {
    std::vector<std::string> ids;         ///< by site, in the order of the layer
    std::vector<Point> at;                ///< in the CRS of the grids; not finite: it has no place
    std::vector<MultiPolygon> cells;      ///< of a layer of polygons, by site; else empty
    std::vector<std::string> grid_codes;  ///< of a table that has these instead of places, by site; else empty
    std::string shown;                    ///< what messages call the layer
    Findings findings;
};

/// Reads them. A site that is a polygon is at a point inside of it, as in gridify. Throws what Source throws,
/// ConfigError for fields, InputError for lines and for damaged identifiers.
[[nodiscard]] TagSites read_tag_sites(const SiteInput& input, const TagLayer& layer);

}  // namespace grid
