#pragma once

#include <string>
#include <vector>

namespace grid_test {

// As y of a polygon's vertex in WKT: not a number, infinity.
inline constexpr double nan_marker = 7777;
inline constexpr double inf_marker = 8888;

/// A row of a test layer: geometry as WKT ("" for none), a text and a number.
struct TestRow {
    std::string wkt{};
    std::string name{};
    int households = 0;
};

struct TestLayer {
    std::string name = "units";
    std::string epsg = "4326";  ///< empty: no CRS
    std::string encoding{};     ///< of a Shapefile
    std::string field = "name";
    int type = 0;  ///< wkb type, 0: unknown
    std::vector<TestRow> rows{};
};

/// Writes the layers with OGR; the fields are `field` (text) and `households` (integer).
void make_file(const std::string& path, const std::string& driver, const std::vector<TestLayer>& layers);

/// A Float32 GeoTIFF of 4 x 3 pixels of one degree, its north-west corner at 10,50.
void make_raster(const std::string& path, const std::vector<float>& values, const std::string& epsg, double nodata);

}  // namespace grid_test
