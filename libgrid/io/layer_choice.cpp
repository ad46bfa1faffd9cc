#include "libgrid/io/layer_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/io/geometry_in.hpp"
#include "libgrid/io/layers_together.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid::io {

namespace {

/// `layer(column)`.
struct LayerColumn {
    std::string layer;
    std::string column;
};

std::optional<LayerColumn> layer_column(const std::string& name) {
    const std::size_t open = name.rfind('(');
    if (open == std::string::npos || !name.ends_with(')')) return std::nullopt;
    return LayerColumn{name.substr(0, open), name.substr(open + 1, name.size() - open - 2)};
}

OGRLayer* find_layer(GDALDataset& dataset, const std::string& name) {
    if (OGRLayer* layer = dataset.GetLayerByName(name.c_str())) return layer;
    const auto named = layer_column(name);
    OGRLayer* const layer = named ? dataset.GetLayerByName(named->layer.c_str()) : nullptr;
    const bool has_column = layer != nullptr && layer->GetLayerDefn()->GetGeomFieldIndex(named->column.c_str()) >= 0;
    return has_column ? layer : nullptr;
}

/// What else the file holds, where it holds layers too.
Message tables_beside(const std::vector<OGRLayer*>& all, const std::vector<OGRLayer*>& with_geometry) {
    std::vector<std::string> tables;
    for (OGRLayer* layer : all)
        if (layer->GetGeomType() == wkbNone) tables.emplace_back(layer->GetName());
    if (tables.empty() || with_geometry.empty()) return {};
    return msg("; tables without geometry: {}", fmt::join(tables, ", "));
}

}  // namespace

OGRLayer& choose_layer(GDALDataset& dataset, const SourceRef& ref) {
    const Message advice = msg("choose one with the option --layer, or the layer option of this input");
    // Those that are taken together are one by now.
    const bool is_only = ref.layer == all_layers && dataset.GetLayerCount() == 1;
    const auto named = layer_column(ref.layer);
    const bool is_column_only = named && named->layer.empty();
    const bool is_named = !ref.layer.empty() && !is_only && !is_column_only;
    if (is_named) {
        if (OGRLayer* layer = find_layer(dataset, ref.layer)) return *layer;
    }
    std::vector<OGRLayer*> all;
    std::vector<OGRLayer*> with_geometry;
    for (OGRLayer* layer : dataset.GetLayers()) {
        all.push_back(layer);
        if (layer->GetGeomType() != wkbNone) with_geometry.push_back(layer);
    }
    if (all.empty()) throw InputError(msg("the file holds no layer"), file_place(ref));
    if (with_geometry.empty() && ref.places && all.size() > 1) {
        // A sheet without a cell does not count: a new spreadsheet has several.
        std::vector<OGRLayer*> used = all;
        std::erase_if(used, [](OGRLayer* layer) { return layer->GetLayerDefn()->GetFieldCount() == 0; });
        if (!used.empty()) all = std::move(used);
    }
    std::vector<std::string> names;
    for (OGRLayer* layer : with_geometry.empty() ? all : with_geometry)
        names.emplace_back(layer->GetName());
    if (is_named) {
        throw ConfigError(msg("there is no layer '{}'; the layers are: {}{}", ref.layer, fmt::join(names, ", "),
                              tables_beside(all, with_geometry)),
                          file_place(ref), advice);
    }
    if (with_geometry.size() == 1) return *with_geometry.front();
    if (all.size() == 1) return *all.front();
    for (OGRLayer* layer : with_geometry) {
        if (layer->GetName() == ref.usual_layer) return *layer;
    }
    throw ConfigError(msg("there are several layers: {}", fmt::join(names, ", ")), file_place(ref),
                      advice + (with_geometry.empty() ? Message() : msg("; '*' takes all together")));
}

int choose_geometry(OGRLayer& layer, const SourceRef& ref, const Place& place) {
    const OGRFeatureDefn& definition = *layer.GetLayerDefn();
    if (definition.GetGeomFieldCount() < 2) return 0;
    if (const auto named = layer_column(ref.layer)) {
        const int index = definition.GetGeomFieldIndex(named->column.c_str());
        if (index >= 0) return index;
        if (named->layer.empty())
            throw ConfigError(msg("the layer has no column of geometry '{}'", named->column), place);
    }
    std::vector<int> fitting;
    std::vector<std::string> names;
    for (int i = 0; i < definition.GetGeomFieldCount(); ++i) {
        const auto kind = kind_of(definition.GetGeomFieldDefn(i)->GetType());
        const bool fits = !kind || ref.kinds.empty() || std::ranges::find(ref.kinds, *kind) != ref.kinds.end();
        if (fits) fitting.push_back(i);
        names.push_back(fmt::format("{}({})", layer.GetName(), definition.GetGeomFieldDefn(i)->GetNameRef()));
    }
    if (fitting.size() == 1) return fitting.front();
    throw ConfigError(msg("the layer has several columns of geometry: {}", fmt::join(names, ", ")), place,
                      msg("name one of them so, with the option --layer or the layer option of this input"));
}

GeometryKind choose_kind(OGRLayer& layer, int geometry, const SourceRef& ref, bool may_have_none, const Place& place) {
    const OGRFeatureDefn& definition = *layer.GetLayerDefn();
    if (definition.GetGeomFieldCount() == 0) {
        throw InputError(msg("the layer has no geometry"), place, msg("choose another layer with --layer"));
    }
    if (const auto declared = kind_of(definition.GetGeomFieldDefn(geometry)->GetType())) return *declared;
    std::optional<GeometryKind> other;
    layer.ResetReading();
    while (true) {
        const std::unique_ptr<OGRFeature> feature(layer.GetNextFeature());
        if (!feature) break;
        const OGRGeometry* shape = feature->GetGeomFieldRef(geometry);
        if (shape == nullptr || shape->IsEmpty() != 0) continue;
        const auto kind = ref.kinds.empty() ? kind_of(*shape) : fitting_kind(*shape, ref.kinds);
        if (kind) return *kind;
        if (!ref.kinds.empty() && !other) other = kind_of(*shape);
        if (ref.tolerant || !ref.kinds.empty()) continue;
        Place at = place;
        at.fid = feature->GetFID();
        throw InputError(msg("geometries of the type {} cannot be used", shape->getGeometryName()), at);
    }
    if (other) return *other;
    if (ref.tolerant || may_have_none) return ref.kinds.empty() ? GeometryKind::polygons : ref.kinds.front();
    throw InputError(msg("no feature of the layer has a geometry"), place);
}

}  // namespace grid::io
