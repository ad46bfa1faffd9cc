#include "libgrid/io/feature_table.hpp"

#include <algorithm>

#include "libgrid/io/reading.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid {

std::optional<std::size_t> FeatureTable::find(const std::string& field) const {
    const auto it = std::find_if(fields.begin(), fields.end(), [&](const TableField& f) { return f.name == field; });
    return it == fields.end() ? std::nullopt : std::optional(static_cast<std::size_t>(it - fields.begin()));
}

FeatureTable read_table(const SourceRef& ref) {
    Source source = Source::open(ref);
    FeatureTable table;
    table.name = source.layer_name();
    table.has_geometry = !ref.is_table;
    table.kind = source.geometry_kind();
    table.crs_wkt = source.crs_wkt();
    table.deleted = source.deleted_records();
    std::vector<std::string> names;
    for (const FieldInfo& field : source.fields()) {
        names.push_back(field.name);
        table.fields.push_back({.name = field.name, .type = field.type});
    }
    source.for_each(names, [&](Feature&& feature) { table.features.push_back(std::move(feature)); });
    return table;
}

std::optional<std::string> find_layer(const std::string& path, const std::vector<std::string>& layers) {
    io::init_gdal();
    SourceRef ref;
    ref.path = path;
    return io::reading(io::file_place(ref), [&]() -> std::optional<std::string> {
        const GDALDatasetUniquePtr dataset = io::open_vector(ref);
        for (const std::string& name : layers) {
            OGRLayer* layer = dataset->GetLayerByName(name.c_str());
            if (layer != nullptr && std::unique_ptr<OGRFeature>(layer->GetNextFeature())) return name;
        }
        return std::nullopt;
    });
}

std::optional<std::string> find_side_table(const std::string& path, const std::string& layer, const std::string& name) {
    return find_layer(path, {layer + (name == "grid_run" ? "_run" : "_" + name), name});
}

}  // namespace grid
