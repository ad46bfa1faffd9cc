#include "libgrid/layer/adopt_sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

/// The point of a segment that is nearest to `to`.
LatticePoint nearest_on(const Segment& s, const LatticePoint& to) {
    const double dx = static_cast<double>(s.q.x - s.p.x);
    const double dy = static_cast<double>(s.q.y - s.p.y);
    const double squared = dx * dx + dy * dy;
    if (squared == 0) return s.p;
    const double along = (static_cast<double>(to.x - s.p.x) * dx + static_cast<double>(to.y - s.p.y) * dy) / squared;
    const double t = std::clamp(along, 0.0, 1.0);
    return {s.p.x + std::llround(t * dx), s.p.y + std::llround(t * dy)};
}

struct Nearest {
    double distance_m = 0;
    LatticePoint at;
    std::int32_t unit = -1;
};

void look_at(const std::vector<LatticeArea>& areas, std::int32_t unit, const LatticePoint& site, Nearest& nearest) {
    for (const LatticeArea& area : areas) {
        for (const auto& ring : area.rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                const LatticePoint at = nearest_on({ring[i], ring[(i + 1) % ring.size()]}, site);
                if (const double distance = length_m(at, site); distance < nearest.distance_m)
                    nearest = {distance, at, unit};
            }
        }
    }
}

}  // namespace

void adopt_sites(const std::vector<std::vector<LatticeArea>>& areas, double reach_m, Ground& ground) {
    if (reach_m <= 0) return;
    std::vector<BoxIndex::Entry> boxes;
    for (std::size_t u = 0; u < areas.size(); ++u) {
        for (const LatticeArea& area : areas[u])
            boxes.emplace_back(box_of(area), static_cast<std::int32_t>(u));
    }
    const BoxIndex index(boxes);
    const auto reach = static_cast<std::int64_t>(std::ceil(reach_m * lattice_per_metre));
    for (LocatedSite& site : ground.sites) {
        if (site.unit >= 0) continue;
        const LatticePoint at = site.site.at;
        Nearest nearest{std::nextafter(reach_m, 2 * reach_m), {}, -1};
        for (const std::int32_t unit : index.find({{at.x - reach, at.y - reach}, {at.x + reach, at.y + reach}})) {
            look_at(areas[static_cast<std::size_t>(unit)], unit, at, nearest);
        }
        if (nearest.unit < 0) continue;
        std::array<Point, 1> place{to_work(at)};
        ground.plane.projection->to_output(place);
        const std::string& code = ground.units[static_cast<std::size_t>(nearest.unit)].code;
        ground.findings.push_back(
            {"site_adopted",
             Severity::warning,
             code,
             {},
             fmt::format("a site with {} households, {:.1f} m outside, was given to unit {}",
                         static_cast<double>(site.site.households) / count_scale, nearest.distance_m, code),
             place[0]});
        site.unit = nearest.unit;
        site.site.at = nearest.at;
        site.site.block = -1;
    }
}

}  // namespace grid
