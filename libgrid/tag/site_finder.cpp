#include "libgrid/tag/site_finder.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <unordered_map>

#include "libgrid/core/error.hpp"

namespace grid {

namespace {

void refuse_repeated(const TagSites& sites) {
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < sites.ids.size(); ++i) {
        const auto [earlier, is_new] = first.try_emplace(sites.ids[i], i);
        if (is_new) continue;
        throw InputError(fmt::format("rows {} and {} are the same site, '{}': what is counted there could not be told "
                                     "apart",
                                     earlier->second + 1, i + 1, sites.ids[i]),
                         {sites.shown, {}, {}, {}}, "choose the field of identifiers with --site-id");
    }
}

}  // namespace

SiteFinder::SiteFinder(const TagLayer& layer, const TagSites& sites, double reach_m)
    : m_cells(sites.cells, layer.index.arrays().lattice.step) {
    if (!sites.grid_codes.empty())
        throw InputError("the sites have no places: nothing can be near them", {sites.shown, {}, {}, {}},
                         "name their columns with --sites-x and --sites-y, or --sites-wkt");
    refuse_repeated(sites);
    std::map<std::string_view, std::vector<std::int32_t>> of_unit;
    std::vector<std::int32_t> grids(sites.at.size());
    layer.index.find(sites.at, grids);
    const GroundScale scale = scale_of(layer.crs_wkt);
    for (std::size_t i = 0; i < sites.at.size(); ++i) {
        if (grids[i] < 0 && reach_m > 0) {
            if (const auto nearest = layer.index.nearest(sites.at[i], reach_m, scale)) grids[i] = nearest->area;
        }
        if (grids[i] >= 0)
            of_unit[layer.units[static_cast<std::size_t>(grids[i])]].push_back(static_cast<std::int32_t>(i));
    }
    std::unordered_map<std::string_view, std::int32_t> number_of;
    for (auto& [unit, members] : of_unit) {
        Box box;
        for (const std::int32_t i : members)
            box.add(sites.at[static_cast<std::size_t>(i)]);
        const Plane plane = plane_of(box, scale.at(box.middle().y));
        std::vector<Point> places;
        places.reserve(members.size());
        for (const std::int32_t i : members)
            places.push_back(plane.to_work(sites.at[static_cast<std::size_t>(i)]));
        number_of.emplace(unit, static_cast<std::int32_t>(m_units.size()));
        m_units.push_back({plane, std::move(members), PointGrid(places)});
    }
    for (const std::string& unit : layer.units) {
        const auto known = number_of.find(unit);
        m_unit_of.push_back(known == number_of.end() ? -1 : known->second);
    }
}

std::int32_t SiteFinder::find(const Point& at, std::int32_t grid) const {
    const std::int32_t cell = m_cells.find(at);
    if (cell >= 0) return cell;
    const std::int32_t unit = m_unit_of[static_cast<std::size_t>(grid)];
    if (unit < 0) return -1;
    const OfUnit& own = m_units[static_cast<std::size_t>(unit)];
    const auto found = own.places.nearest(own.plane.to_work(at), 1, std::numeric_limits<double>::infinity(),
                                          [](std::int32_t) { return true; });
    return own.sites[static_cast<std::size_t>(found.front().second)];
}

}  // namespace grid
