#include "libgrid/io/layer_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "libgrid/io/geometry_in.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid::io {

OGRLayer& choose_layer(GDALDataset& dataset, const SourceRef& ref) {
    const char* const advice = "choose one with the option --layer, or the layer option of this input";
    if (!ref.layer.empty()) {
        if (OGRLayer* layer = dataset.GetLayerByName(ref.layer.c_str())) return *layer;
    }
    std::vector<OGRLayer*> all;
    std::vector<OGRLayer*> with_geometry;
    for (OGRLayer* layer : dataset.GetLayers()) {
        all.push_back(layer);
        if (layer->GetGeomType() != wkbNone) with_geometry.push_back(layer);
    }
    if (all.empty()) throw InputError("the file holds no layer", file_place(ref));
    if (with_geometry.empty() && ref.places && all.size() > 1) {
        // A sheet without a cell does not count: a new spreadsheet has several.
        std::vector<OGRLayer*> used = all;
        std::erase_if(used, [](OGRLayer* layer) { return layer->GetLayerDefn()->GetFieldCount() == 0; });
        if (!used.empty()) all = std::move(used);
    }
    std::vector<std::string> names;
    for (OGRLayer* layer : with_geometry.empty() ? all : with_geometry)
        names.emplace_back(layer->GetName());
    if (!ref.layer.empty()) {
        throw ConfigError(fmt::format("there is no layer '{}'; the layers are: {}", ref.layer, fmt::join(names, ", ")),
                          file_place(ref), advice);
    }
    if (with_geometry.size() == 1) return *with_geometry.front();
    if (all.size() == 1) return *all.front();
    for (OGRLayer* layer : with_geometry) {
        if (layer->GetName() == ref.usual_layer) return *layer;
    }
    throw ConfigError(fmt::format("there are several layers: {}", fmt::join(names, ", ")), file_place(ref), advice);
}

GeometryKind choose_kind(OGRLayer& layer, const SourceRef& ref, bool may_have_none, const Place& place) {
    if (layer.GetGeomType() == wkbNone) {
        throw InputError("the layer has no geometry", place, "choose another layer with --layer");
    }
    if (const auto declared = kind_of(layer.GetGeomType())) return *declared;
    layer.ResetReading();
    while (true) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const OGRGeometry* geometry = feature->GetGeometryRef();
        if (geometry == nullptr || geometry->IsEmpty() != 0) continue;
        if (const auto kind = kind_of(*geometry)) return *kind;
        if (ref.tolerant) continue;
        Place at = place;
        at.fid = feature->GetFID();
        throw InputError(fmt::format("geometries of the type {} cannot be used", geometry->getGeometryName()), at);
    }
    if (ref.tolerant || may_have_none) return GeometryKind::polygons;
    throw InputError("no feature of the layer has a geometry", place);
}

}  // namespace grid::io
