#pragma once

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <functional>
#include <string>
#include <vector>

#include "land.hpp"

namespace province {

/// Longitude and latitude of a place, to 1e-8 degrees. The scale is that of the latitude of the corner.
[[nodiscard]] Place to_degrees(const Place& place);

struct Field {
    const char* name;
    OGRFieldType type;
};

/// One layer that is written feature by feature. Throws std::runtime_error if GDAL fails.
class LayerWriter {
public:
    /// Creates the layer without a spatial index: FlatGeobuf would keep all features until the end to sort them.
    LayerWriter(GDALDataset& dataset, const char* name, OGRwkbGeometryType type, const std::vector<Field>& fields);

    void add_polygon(const Path& ring, const std::function<void(OGRFeature&)>& set_fields);
    void add_line(const Path& line, const char* line_class);
    void add_point(const Place& at, const std::function<void(OGRFeature&)>& set_fields);

private:
    void write(OGRGeometry& geometry, const std::function<void(OGRFeature&)>& set_fields);

    OGRLayer* m_layer = nullptr;
};

/// Replaces a file that is there.
[[nodiscard]] GDALDatasetUniquePtr create_dataset(const std::string& driver, const std::string& path);

}  // namespace province
