#include "make_files.hpp"

#include <cpl_string.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <array>
#include <cmath>
#include <stdexcept>

namespace grid_test {

namespace {

/// Puts in the numbers that WKT cannot carry.
void spoil(OGRGeometry& geometry) {
    if (wkbFlatten(geometry.getGeometryType()) != wkbPolygon || geometry.IsEmpty() != 0) return;
    OGRLinearRing& ring = *geometry.toPolygon()->getExteriorRing();
    for (int i = 0; i < ring.getNumPoints(); ++i) {
        if (ring.getY(i) == nan_marker) ring.setPoint(i, ring.getX(i), std::nan(""));
        if (ring.getY(i) == inf_marker) ring.setPoint(i, ring.getX(i), HUGE_VAL);
    }
}

}  // namespace

void make_file(const std::string& path, const std::string& driver, const std::vector<TestLayer>& layers) {
    GDALAllRegister();
    const GDALDatasetUniquePtr dataset(
        GetGDALDriverManager()->GetDriverByName(driver.c_str())->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!dataset) throw std::runtime_error("cannot create " + path);
    for (const TestLayer& layer : layers) {
        OGRSpatialReference crs;
        if (!layer.epsg.empty()) crs.importFromEPSG(std::stoi(layer.epsg));
        crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        CPLStringList options;
        if (!layer.encoding.empty()) options.SetNameValue("ENCODING", layer.encoding.c_str());
        OGRLayer* target = dataset->CreateLayer(layer.name.c_str(), layer.epsg.empty() ? nullptr : &crs,
                                                static_cast<OGRwkbGeometryType>(layer.type), options.List());
        OGRFieldDefn text(layer.field.c_str(), OFTString);
        OGRFieldDefn number("households", OFTInteger);
        target->CreateField(&text);
        target->CreateField(&number);
        for (const TestRow& row : layer.rows) {
            OGRFeature feature(target->GetLayerDefn());
            feature.SetField(0, row.name.c_str());
            feature.SetField(1, row.households);
            OGRGeometry* geometry = nullptr;
            if (!row.wkt.empty()) OGRGeometryFactory::createFromWkt(row.wkt.c_str(), nullptr, &geometry);
            if (geometry != nullptr) spoil(*geometry);
            if (geometry != nullptr) feature.SetGeometryDirectly(geometry);
            if (target->CreateFeature(&feature) != OGRERR_NONE) throw std::runtime_error("cannot write " + path);
        }
    }
}

void make_raster(const std::string& path, const std::vector<float>& values, const std::string& epsg, double nodata) {
    GDALAllRegister();
    const GDALDatasetUniquePtr raster(
        GetGDALDriverManager()->GetDriverByName("GTiff")->Create(path.c_str(), 4, 3, 1, GDT_Float32, nullptr));
    std::array<double, 6> transform{10, 1, 0, 50, 0, -1};
    raster->SetGeoTransform(transform.data());
    if (!epsg.empty()) {
        OGRSpatialReference crs;
        crs.importFromEPSG(std::stoi(epsg));
        raster->SetSpatialRef(&crs);
    }
    GDALRasterBand* band = raster->GetRasterBand(1);
    band->SetNoDataValue(nodata);
    std::vector<float> copy = values;
    if (band->RasterIO(GF_Write, 0, 0, 4, 3, copy.data(), 4, 3, GDT_Float32, 0, 0, nullptr) != CE_None) {
        throw std::runtime_error("cannot write " + path);
    }
}

}  // namespace grid_test
