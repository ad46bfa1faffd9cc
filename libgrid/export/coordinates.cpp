#include "libgrid/export/coordinates.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/unknown_shift.hpp"

namespace grid {

namespace {

template <typename Visit>
void each_line(Feature& feature, const Visit& visit) {
    for (LineString& line : feature.lines)
        visit(line);
    for (Polygon& polygon : feature.polygons) {
        visit(polygon.shell);
        for (Ring& hole : polygon.holes)
            visit(hole);
    }
}

/// Twice the area that the ring goes round counter-clockwise, measured from its first point.
double twice_area(const Ring& ring) {
    double sum = 0;
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const Point& o = ring.front();
        sum += (ring[i - 1].x - o.x) * (ring[i].y - o.y) - (ring[i].x - o.x) * (ring[i - 1].y - o.y);
    }
    return sum;
}

bool is_nothing(const Ring& ring) {
    return ring.size() < 4 || twice_area(ring) == 0;
}

}  // namespace

std::optional<Finding> shift_of_table(const FeatureTable& table, const std::string& name, const std::string& crs_wkt) {
    for (const Feature& feature : table.features) {
        std::optional<Point> first;
        if (!feature.points.empty()) first = feature.points.front();
        if (!feature.lines.empty()) first = feature.lines.front().front();
        if (!feature.polygons.empty()) first = feature.polygons.front().shell.front();
        if (first) return unknown_shift_finding(name, table.crs_wkt, crs_wkt, *first);
    }
    return std::nullopt;
}

void transform_table(FeatureTable& table, const std::string& crs_wkt) {
    const CrsTransform transform(table.crs_wkt, crs_wkt);
    table.crs_wkt = crs_wkt;
    if (transform.is_identity()) return;
    for (Feature& feature : table.features) {
        try {
            transform(feature.points);
            each_line(feature, [&](std::vector<Point>& line) { transform(line); });
        } catch (const InputError& error) {
            Place place = error.place();
            place.layer = table.name;
            place.fid = feature.fid;
            throw InputError(msg("a point cannot be transformed into {}", crs_name(crs_wkt)), place, error.advice());
        }
    }
}

void round_table(FeatureTable& table, int decimals) {
    const double scale = std::pow(10.0, decimals);
    const auto round = [scale](Point& p) {
        p = {std::round(p.x * scale) / scale + 0.0, std::round(p.y * scale) / scale + 0.0};
    };
    for (Feature& feature : table.features) {
        std::for_each(feature.points.begin(), feature.points.end(), round);
        each_line(feature, [&](std::vector<Point>& line) {
            std::for_each(line.begin(), line.end(), round);
            line.erase(std::unique(line.begin(), line.end()), line.end());
        });
        for (Polygon& polygon : feature.polygons)
            std::erase_if(polygon.holes, is_nothing);
        std::erase_if(feature.polygons, [](const Polygon& polygon) { return is_nothing(polygon.shell); });
    }
}

void orient_table(FeatureTable& table) {
    for (Feature& feature : table.features) {
        for (Polygon& polygon : feature.polygons) {
            if (twice_area(polygon.shell) < 0) std::reverse(polygon.shell.begin(), polygon.shell.end());
            for (Ring& hole : polygon.holes) {
                if (twice_area(hole) > 0) std::reverse(hole.begin(), hole.end());
            }
        }
    }
}

}  // namespace grid
