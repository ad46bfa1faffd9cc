#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "libgrid/core/plane.hpp"
#include "libgrid/tag/area_index.hpp"
#include "libgrid/tag/tag_sites.hpp"
#include "libgrid/work/point_grid.hpp"

namespace grid {

/// Finds the site that a record counts at, as gridify --events does: the cell that it lies in, else the nearest site or
/// cell of its unit. From any thread.
class SiteFinder {
public:
    /// A site is of the unit of its grid; one in no grid counts for the unit of the nearest grid within `reach_m`, or
    /// for none. In a layer that says no units all sites are of one. Throws InputError if two sites have the same
    /// identifier, or if they have no places.
    SiteFinder(const TagLayer& layer, const TagSites& sites, double reach_m);

    /// The site of a record at a place (CRS of the grids) in a grid; -1 if there is none in its unit.
    [[nodiscard]] std::int32_t find(const Point& at, std::int32_t grid) const;

private:
    struct OfUnit {
        Plane plane;
        std::vector<std::int32_t> sites;
        PointGrid places;  ///< of these, in the plane
    };

    AreaIndex m_cells;
    std::vector<std::int32_t> m_unit_of;  ///< by grid: index of m_units, -1: there is no site
    std::vector<OfUnit> m_units;
};

}  // namespace grid
