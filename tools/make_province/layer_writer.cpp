#include "layer_writer.hpp"

#include <cpl_string.h>
#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <stdexcept>

namespace province {

namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(fmt::format("{}: {}", what, CPLGetLastErrorMsg()));
}

void fill(OGRSimpleCurve& curve, const Path& path) {
    curve.setNumPoints(static_cast<int>(path.size()), FALSE);
    for (std::size_t i = 0; i < path.size(); ++i) {
        const Place degrees = to_degrees(path[i]);
        curve.setPoint(static_cast<int>(i), degrees.x, degrees.y);
    }
}

}  // namespace

Place to_degrees(const Place& place) {
    constexpr double metres = 111320;           // of a degree of latitude
    constexpr double shrink = 0.8829475928589;  // cosine of 28 degrees
    constexpr double steps = 1e8;
    return {std::round((112 + place.x / (metres * shrink)) * steps) / steps,
            std::round((28 + place.y / metres) * steps) / steps};
}

GDALDatasetUniquePtr create_dataset(const std::string& driver, const std::string& path) {
    GDALDriver* const found = GetGDALDriverManager()->GetDriverByName(driver.c_str());
    if (found == nullptr) fail("GDAL has no driver " + driver);
    std::filesystem::remove(path);
    GDALDatasetUniquePtr dataset(found->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!dataset) fail("cannot create " + path);
    return dataset;
}

LayerWriter::LayerWriter(GDALDataset& dataset, const char* name, OGRwkbGeometryType type,
                         const std::vector<Field>& fields) {
    OGRSpatialReference crs;
    crs.importFromEPSG(4326);
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    CPLStringList options;
    options.SetNameValue("SPATIAL_INDEX", "NO");
    m_layer = dataset.CreateLayer(name, &crs, type, options.List());
    if (m_layer == nullptr) fail(fmt::format("cannot create the layer {}", name));
    for (const Field& field : fields) {
        OGRFieldDefn definition(field.name, field.type);
        if (m_layer->CreateField(&definition) != OGRERR_NONE)
            fail(fmt::format("cannot create the field {}", field.name));
    }
}

void LayerWriter::write(OGRGeometry& geometry, const std::function<void(OGRFeature&)>& set_fields) {
    OGRFeature feature(m_layer->GetLayerDefn());
    set_fields(feature);
    feature.SetGeometry(&geometry);
    if (m_layer->CreateFeature(&feature) != OGRERR_NONE) fail("cannot write a feature");
}

void LayerWriter::add_polygon(const Path& ring, const std::function<void(OGRFeature&)>& set_fields) {
    OGRLinearRing shell;
    fill(shell, ring);
    shell.closeRings();
    OGRPolygon polygon;
    polygon.addRing(&shell);
    write(polygon, set_fields);
}

void LayerWriter::add_line(const Path& line, const char* line_class) {
    OGRLineString geometry;
    fill(geometry, line);
    write(geometry, [line_class](OGRFeature& feature) { feature.SetField(0, line_class); });
}

void LayerWriter::add_point(const Place& at, const std::function<void(OGRFeature&)>& set_fields) {
    const Place degrees = to_degrees(at);
    OGRPoint point(degrees.x, degrees.y);
    write(point, set_fields);
}

}  // namespace province
