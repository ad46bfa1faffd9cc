#include "libgrid/io/layers_together.hpp"

#include <cpl_string.h>
#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/undisturbed.hpp"
#include "libgrid/io/xml.hpp"

namespace grid::io {

namespace {

std::vector<OGRLayer*> layers_with_geometry(GDALDataset& dataset) {
    std::vector<OGRLayer*> layers;
    for (OGRLayer* layer : dataset.GetLayers()) {
        if (layer->GetGeomType() != wkbNone) layers.push_back(layer);
    }
    return layers;
}

void refuse(const SourceRef& ref, const Message& what, const Message& advice) {
    throw ConfigError(msg("the layers cannot be taken together: {}", what), file_place(ref), advice);
}

void check_crs(const std::vector<OGRLayer*>& layers, const SourceRef& ref) {
    const OGRSpatialReference* const first = layers.front()->GetSpatialRef();
    for (OGRLayer* layer : layers) {
        const OGRSpatialReference* const other = layer->GetSpatialRef();
        const bool same = first == nullptr || other == nullptr ? first == other : first->IsSame(other) != 0;
        if (!same)
            refuse(ref, msg("'{}' and '{}' have different CRS", layers.front()->GetName(), layer->GetName()),
                   msg("give each its own run, or bring them into one CRS"));
    }
}

}  // namespace

GDALDatasetUniquePtr layers_together(GDALDataset& dataset, const SourceRef& ref) {
    if (EQUAL(dataset.GetDriverName(), "ESRI Shapefile"))
        refuse(ref, msg("they are Shapefiles"), msg("put them into one with ogrmerge.py -single"));
    const std::vector<OGRLayer*> layers = layers_with_geometry(dataset);
    if (layers.empty()) refuse(ref, msg("none has a geometry"), msg("name a layer"));
    check_crs(layers, ref);
    std::string names;
    std::string parts;
    const std::string file = xml_text(undisturbed(ref.path));
    for (OGRLayer* layer : layers) {
        names += (names.empty() ? "" : "+") + std::string(layer->GetName());
        parts += fmt::format(
            R"(<OGRVRTLayer name="{0}"><SrcDataSource>{1}</SrcDataSource><SrcLayer>{0}</SrcLayer></OGRVRTLayer>)",
            xml_attribute(layer->GetName()), file);
    }
    const std::string description =
        fmt::format(R"(<OGRVRTDataSource><OGRVRTUnionLayer name="{}">{}</OGRVRTUnionLayer></OGRVRTDataSource>)",
                    xml_attribute(names), parts);
    const ErrorTrap trap(&loses_data);
    const std::array drivers{"OGR_VRT", static_cast<const char*>(nullptr)};
    GDALDatasetUniquePtr together(GDALDataset::Open(
        description.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers.data()));
    if (!together || together->GetLayerCount() != 1)
        throw InputError(trap.explain(msg("the layers cannot be taken together")), file_place(ref));
    refuse_failure(trap, file_place(ref));
    return together;
}

}  // namespace grid::io
