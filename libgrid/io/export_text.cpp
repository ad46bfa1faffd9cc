#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "libgrid/io/export_parts.hpp"
#include "libgrid/io/text.hpp"

namespace grid::io {

std::string text_of(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return replace_invalid_utf8(*text);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
    const auto* real = std::get_if<double>(&value);
    return real != nullptr && std::isfinite(*real) ? fmt::format("{}", *real + 0.0) : std::string();
}

std::unique_ptr<OGRGeometry> geometry_of(const Feature& feature, const FeatureTable& table) {
    if (!table.has_geometry) return nullptr;
    switch (table.kind) {
        case GeometryKind::points:
            if (feature.points.empty()) return nullptr;
            return std::make_unique<OGRPoint>(feature.points.front().x, feature.points.front().y);
        case GeometryKind::lines: {
            if (feature.lines.empty()) return nullptr;
            auto all = std::make_unique<OGRMultiLineString>();
            for (const LineString& line : feature.lines) {
                auto one = std::make_unique<OGRLineString>();
                for (const Point& p : line)
                    one->addPoint(p.x, p.y);
                all->addGeometryDirectly(one.release());
            }
            return all;
        }
        default:
            if (feature.polygons.empty()) return nullptr;
            return to_ogr(feature.polygons);
    }
}

Point first_point(const Feature& feature) {
    if (!feature.points.empty()) return feature.points.front();
    if (!feature.lines.empty() && !feature.lines.front().empty()) return feature.lines.front().front();
    if (!feature.polygons.empty() && !feature.polygons.front().shell.empty())
        return feature.polygons.front().shell.front();
    return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace grid::io
