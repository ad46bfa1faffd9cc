#include <fmt/format.h>

#include <iterator>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/csv.hpp"
#include "libgrid/io/export_parts.hpp"

namespace grid::io {

namespace {

void add_ring(std::string& out, const Ring& ring) {
    out += '(';
    for (std::size_t i = 0; i < ring.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{} {}", i == 0 ? "" : ",", ring[i].x, ring[i].y);
    out += ')';
}

/// With the shortest decimals that read back as the same numbers, which GDAL's own writer does not give.
std::string wkt_of(const MultiPolygon& polygons) {
    if (polygons.empty()) return "";
    std::string out = "MULTIPOLYGON (";
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        out += i == 0 ? "(" : ",(";
        add_ring(out, polygons[i].shell);
        for (const Ring& hole : polygons[i].holes) {
            out += ',';
            add_ring(out, hole);
        }
        out += ')';
    }
    return out + ")";
}

std::string wkt_of(const Feature& feature) {
    if (feature.points.empty()) return wkt_of(feature.polygons);
    return fmt::format("POINT ({} {})", feature.points.front().x, feature.points.front().y);
}

/// A point inside, for a label; empty without geometry.
std::string label_point(const Feature& feature, const FeatureTable& table) {
    const ErrorTrap trap;
    const std::unique_ptr<OGRGeometry> geometry = geometry_of(feature, table);
    if (!geometry || geometry->getDimension() != 2) return ",";
    const std::unique_ptr<OGRGeometry> inside(
        OGRGeometry::FromHandle(OGR_G_PointOnSurface(OGRGeometry::ToHandle(geometry.get()))));
    if (!inside || wkbFlatten(inside->getGeometryType()) != wkbPoint || inside->IsEmpty() != 0) return ",";
    return fmt::format("{},{}", inside->toPoint()->getX(), inside->toPoint()->getY());
}

void refuse_taken(const FeatureTable& table, const char* column, const ExportOptions& options) {
    if (!table.find(column)) return;
    throw ConfigError(msg("the field '{0}' has the name of the column with the geometry", column),
                      {.file = options.path, .layer = {}, .fid = {}, .at = {}},
                      msg("give it another name with --rename, or leave the geometry out with --geometry none"));
}

}  // namespace

std::string csv_text(const FeatureTable& table, const ExportOptions& options) {
    constexpr const char* end = "\r\n";  // RFC 4180
    std::string out = options.byte_order_mark ? "\xEF\xBB\xBF" : "";
    const auto add = [&out](const std::string& field, bool first) { out += (first ? "" : ",") + field; };
    const bool has_wkt = options.csv_geometry == CsvGeometry::wkt;
    const bool has_point = options.csv_geometry == CsvGeometry::point;
    for (const char* taken : has_wkt     ? std::vector{"WKT"}
                             : has_point ? std::vector{"label_x", "label_y"}
                                         : std::vector<const char*>{})
        refuse_taken(table, taken, options);
    if (has_wkt) out += "WKT";
    if (has_point) out += "label_x,label_y";
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
        const TableField& field = table.fields[i];
        const std::string& name = options.titles && !field.title.empty() ? field.title : field.name;
        add(csv_text_field(name), i == 0 && !has_wkt && !has_point);
    }
    out += end;
    for (const Feature& feature : table.features) {
        if (has_wkt) out += csv_field(wkt_of(feature));
        if (has_point) out += label_point(feature, table);
        for (std::size_t i = 0; i < table.fields.size(); ++i) {
            const std::string text = text_of(feature.values[i]);
            const bool is_text = std::holds_alternative<std::string>(feature.values[i]);
            add(is_text ? csv_text_field(text) : text, i == 0 && !has_wkt && !has_point);
        }
        out += end;
    }
    return out;
}

}  // namespace grid::io
