#include "libgrid/layer/outline_unit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/secrets.hpp"
#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/overlay.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/site_source.hpp"
#include "libgrid/layer/units_together.hpp"
#include "libgrid/mesh/outline_of_points.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// Points, and the rings of buildings, in output coordinates.
struct SiteShapes {
    std::vector<Point> points;
    std::vector<Ring> rings;
    Box box;
};

SiteShapes read_shapes(Source& sites, const std::string& output_wkt) {
    SiteShapes shapes;
    sites.for_each({}, [&](Feature&& site) {
        shapes.points.insert(shapes.points.end(), site.points.begin(), site.points.end());
        for (Polygon& building : site.polygons)
            shapes.rings.push_back(std::move(building.shell));
    });
    const CrsTransform to_output(sites.crs_wkt(), output_wkt);
    to_output(shapes.points);
    for (Ring& ring : shapes.rings)
        to_output(ring);
    for (const Point& point : shapes.points)
        shapes.box.add(point);
    for (const Ring& ring : shapes.rings) {
        for (const Point& corner : ring)
            shapes.box.add(corner);
    }
    return shapes;
}

/// Points of the work plane that stand for all of the shapes: on a ring they are no farther apart than `reach_m`, so
/// that what is so near to one of them covers it.
std::vector<Point> sampled(const SiteShapes& shapes, const Plane& plane, double reach_m) {
    std::vector<Point> points;
    for (const Point& point : shapes.points)
        points.push_back(plane.to_work(point));
    for (const Ring& ring : shapes.rings) {
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
            const Point from = plane.to_work(ring[i]);
            const Point to = plane.to_work(ring[i + 1]);
            const double steps = std::ceil(std::hypot(to.x - from.x, to.y - from.y) / reach_m);
            for (double step = 0; step < std::max(steps, 1.0); ++step) {
                const double share = step / std::max(steps, 1.0);
                points.push_back({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)});
            }
        }
    }
    return points;
}

}  // namespace

Unit outline_unit(const OutlineRule& rule, const CodeLayout& layout, Source& sites, Ground& ground) {
    if (layout.unit_digits > 1) {
        throw ConfigError(msg("the profile asks for unit codes of {} digits, which no outline has that is made "
                              "of sites",
                              layout.unit_digits),
                          {}, msg("choose another --profile, or give boundaries"));
    }
    check_sites(sites);
    const SiteShapes shapes = read_shapes(sites, ground.output_wkt);
    if (shapes.box.empty()) throw InputError(msg("no site has a place to make an outline of"), sites.place());
    Unit unit;
    unit.code = "1";
    unit.place = sites.place();
    unit.plane = plane_of(shapes.box, ScaleFinder(ground.output_wkt).at(shapes.box.middle()));
    unit.output = outline_of_points(sampled(shapes, unit.plane, rule.reach_m), rule.reach_m, rule.is_hull);
    for (Polygon& polygon : unit.output) {
        for (Point& p : polygon.shell)
            p = unit.plane.tidy(unit.plane.to_output(p));
    }
    if (find_invalid(unit.output)) unit.output = make_valid(unit.output).value_or(MultiPolygon{});
    if (unit.output.empty()) throw GeometryError(msg("no outline can be made of the sites"), sites.place());
    const GroundMeasure size = measure_ground(unit.output, ground_scale_of(ground.output_wkt));
    ground.findings.push_back(
        {"outline_made",
         {},
         {},
         msg("there are no boundaries: the unit is the ground within {} m of {} in {}: {} in {} part{}",
             number_text(rule.reach_m), rule.is_hull ? msg("the convex hull of the sites") : msg("a site"),
             shown_source(sites.ref().path), area_text(size.area_m2), unit.output.size(),
             unit.output.size() == 1 ? "" : "s"),
         unit.output.front().shell.front()});
    return unit;
}

}  // namespace grid
