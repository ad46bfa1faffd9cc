#include "libgrid/io/feature_table.hpp"

#include <algorithm>

#include "libgrid/io/reading.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid {

namespace {

ColumnKind kind_of(OGRFieldType type) {
    switch (type) {
        case OFTInteger:
        case OFTInteger64:
            return ColumnKind::integer;
        case OFTReal:
            return ColumnKind::real;
        case OFTDate:
            return ColumnKind::date;
        case OFTDateTime:
            return ColumnKind::date_time;
        default:
            return ColumnKind::text;
    }
}

/// GDAL writes dates with slashes.
void to_iso(ColumnKind kind, Value& value) {
    auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || (kind != ColumnKind::date && kind != ColumnKind::date_time)) return;
    std::replace(text->begin(), text->end(), '/', '-');
}

}  // namespace

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
    const OGRFeatureDefn& definition = *source.impl().layer->GetLayerDefn();
    for (const FieldInfo& field : source.fields()) {
        const OGRFieldDefn& column = *definition.GetFieldDefn(static_cast<int>(names.size()));
        names.push_back(field.name);
        table.fields.push_back({.name = field.name, .kind = kind_of(column.GetType())});
    }
    source.for_each(names, [&](Feature&& feature) {
        for (std::size_t i = 0; i < names.size(); ++i)
            to_iso(table.fields[i].kind, feature.values[i]);
        table.features.push_back(std::move(feature));
    });
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
