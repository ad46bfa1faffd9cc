#include "libgrid/layer/adopt_sites.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

namespace {

/// The point of a segment that is nearest to `to`.
Point nearest_on(const Point& p, const Point& q, const Point& to, const MetricScale& scale) {
    const double dx = (q.x - p.x) * scale.x;
    const double dy = (q.y - p.y) * scale.y;
    const double squared = dx * dx + dy * dy;
    if (squared == 0) return p;
    const double along = ((to.x - p.x) * scale.x * dx + (to.y - p.y) * scale.y * dy) / squared;
    const double t = std::clamp(along, 0.0, 1.0);
    return {p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)};
}

struct Nearest {
    double distance_m = 0;
    Point at;
    std::int32_t unit = -1;
};

void look_at(const Unit& unit, std::int32_t index, const Point& site, Nearest& nearest) {
    const auto look = [&](const Ring& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const Point at = nearest_on(ring[i - 1], ring[i], site, unit.plane.scale);
            if (const double distance = unit.plane.scale.distance(at, site); distance < nearest.distance_m)
                nearest = {distance, at, index};
        }
    };
    for (const Polygon& polygon : unit.output) {
        look(polygon.shell);
        for (const Ring& hole : polygon.holes)
            look(hole);
    }
}

}  // namespace

void adopt_sites(double reach_m, Ground& ground) {
    if (reach_m <= 0) return;
    std::vector<BoxIndex::Entry> boxes;
    MetricScale least{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
    for (std::size_t u = 0; u < ground.units.size(); ++u) {
        boxes.emplace_back(box_of(ground.units[u].output), static_cast<std::int32_t>(u));
        const MetricScale& scale = ground.units[u].plane.scale;
        least = {std::min(least.x, scale.x), std::min(least.y, scale.y)};
    }
    const BoxIndex index(boxes);
    const Point reach{reach_m / least.x, reach_m / least.y};
    for (LocatedSite& site : ground.sites) {
        if (site.unit >= 0) continue;
        const Point at = site.site.at;
        Nearest nearest{std::nextafter(reach_m, 2 * reach_m), {}, -1};
        for (const std::int32_t unit : index.find({at.x - reach.x, at.y - reach.y, at.x + reach.x, at.y + reach.y}))
            look_at(ground.units[static_cast<std::size_t>(unit)], unit, at, nearest);
        if (nearest.unit < 0) continue;
        const std::string& code = ground.units[static_cast<std::size_t>(nearest.unit)].code;
        ground.findings.push_back({"site_adopted",
                                   code,
                                   {},
                                   msg("a site with {} households, {:.1f} m outside, was given to unit {}",
                                       count_text(site.site.households), nearest.distance_m, code),
                                   at});
        site.unit = nearest.unit;
        site.site.at = nearest.at;
        site.site.block = -1;
    }
}

}  // namespace grid
