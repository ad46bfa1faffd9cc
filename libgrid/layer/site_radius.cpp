#include "libgrid/layer/site_radius.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

struct CountedSite {
    Point at;  ///< work plane
    Count households = 0;
};

/// Sites, then given cells.
std::vector<CountedSite> counted_sites(const Plane& plane, const GroundIndex& index, std::size_t unit) {
    std::vector<CountedSite> result;
    for (const LocatedSite& located : index.sites(unit))
        result.push_back({plane.to_work(located.site.at), located.site.households});
    for (const LocatedCell& located : index.cells(unit))
        result.push_back({plane.to_work(located.inside), located.cell.households});
    return result;
}

double distance(const Point& a, const Point& b) {
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
}

/// The mean of places by households; without any, that of the places.
struct Centre {
    Point sum;
    double weight = 0;
    Point plain_sum;
    double places = 0;

    void add(const CountedSite& site) {
        const auto households = static_cast<double>(site.households);
        sum.x += households * site.at.x;
        sum.y += households * site.at.y;
        weight += households;
        plain_sum.x += site.at.x;
        plain_sum.y += site.at.y;
        places += 1;
    }
    [[nodiscard]] Point point() const {
        if (weight > 0) return {sum.x / weight, sum.y / weight};
        return {plain_sum.x / places, plain_sum.y / places};
    }
};

}  // namespace

std::vector<VertexSites> sites_of_cells(const UnitMesh& made, const GroundIndex& index, std::size_t unit) {
    const std::vector<CountedSite> sites = counted_sites(made.mesh.plane, index, unit);
    const auto cell_of = [&made](std::size_t s) {
        return made.cells_are_given ? s : static_cast<std::size_t>(made.mesh.site_cell[s]);
    };
    std::vector<Centre> centres(made.mesh.cells.size());
    for (std::size_t s = 0; s < sites.size(); ++s)
        centres[cell_of(s)].add(sites[s]);
    std::vector<VertexSites> result(centres.size());
    for (std::size_t c = 0; c < centres.size(); ++c) {
        if (!(centres[c].places > 0)) continue;
        const Point at = centres[c].point();
        result[c] = {at.x, at.y, 0};
    }
    for (std::size_t s = 0; s < sites.size(); ++s) {
        VertexSites& cell = result[cell_of(s)];
        cell.spread = std::max(cell.spread, distance(sites[s].at, {cell.x, cell.y}));
    }
    return result;
}

Findings find_far_sites(const std::vector<DividedGrid>& grids, std::span<const std::int32_t> site_grid,
                        const Unit& unit, const GroundIndex& index, std::size_t unit_index, double max_radius_m) {
    struct Far {
        std::int64_t sites = 0;
        double distance = 0;
        Point at;
    };
    const std::vector<CountedSite> sites = counted_sites(unit.plane, index, unit_index);
    std::vector<Centre> centres(grids.size());
    for (std::size_t s = 0; s < sites.size(); ++s)
        centres[static_cast<std::size_t>(site_grid[s])].add(sites[s]);
    std::vector<Far> far(grids.size());
    for (std::size_t s = 0; s < sites.size(); ++s) {
        const auto g = static_cast<std::size_t>(site_grid[s]);
        constexpr double rounding = 1e-6;
        if (grids[g].dedicated || !(centres[g].weight > 0)) continue;
        const double metres = distance(sites[s].at, centres[g].point());
        if (metres <= max_radius_m + rounding) continue;
        far[g].sites += 1;
        if (metres <= far[g].distance) continue;
        far[g].distance = metres;
        far[g].at = unit.plane.to_output(sites[s].at);
    }
    Findings findings;
    for (std::size_t g = 0; g < grids.size(); ++g) {
        if (far[g].sites == 0) continue;
        Finding finding{"radius_missed", unit.code, fmt::format("{}", g),
                        msg("{} site{} of the grid {} farther than {:g} m (--max-radius) from the centre of its "
                            "households, the farthest {:.0f} m, at {:.9g},{:.9g}; smaller grids (--target, --min) "
                            "reach less far",
                            far[g].sites, far[g].sites == 1 ? "" : "s", far[g].sites == 1 ? "is" : "are", max_radius_m,
                            std::ceil(far[g].distance), far[g].at.x, far[g].at.y),
                        far[g].at};
        finding.length_m = far[g].distance;
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace grid
