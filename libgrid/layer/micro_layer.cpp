#include "libgrid/layer/micro_layer.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/export_layers.hpp"
#include "libgrid/io/feature_table.hpp"

namespace fs = std::filesystem;

namespace grid {

namespace {

/// The layer of that name in the file of the grids, or the file beside it.
std::optional<SourceRef> candidate(const SourceRef& grids) {
    if (grids.memory) return std::nullopt;
    SourceRef micro;
    micro.path = grids.path;
    micro.encoding = grids.encoding;
    micro.crs = grids.crs;
    micro.default_crs = grids.default_crs;
    const std::string own = grids.layer.empty() ? grids.usual_layer : grids.layer;
    std::vector<std::string> names;
    for (const std::string& name : {own + "_" + micro_layer, std::string(micro_layer)}) {
        if (name != grids.layer) names.push_back(name);
    }
    if (layer_names(grids).size() > 1 || is_connection(grids.path)) {
        const auto found = find_layer(grids.path, names);
        if (!found) return std::nullopt;
        micro.layer = *found;
        return micro;
    }
    const fs::path path(grids.path);
    const fs::path beside = path.parent_path() / (path.stem().string() + "_" + micro_layer + path.extension().string());
    std::error_code error;
    if (!fs::is_regular_file(beside, error)) return std::nullopt;
    micro.path = beside.string();
    return micro;
}

}  // namespace

std::optional<SourceRef> find_micro_layer(const SourceRef& grids) {
    auto micro = candidate(grids);
    if (!micro) return std::nullopt;
    const Source source = Source::open(*micro);
    const auto has = [&source](const char* name) {
        return std::ranges::any_of(source.fields(), [name](const FieldInfo& field) { return field.name == name; });
    };
    if (!has("grid_code") || !has(parent_field)) return std::nullopt;
    return micro;
}

bool is_level_field(const FieldInfo& field, bool of_micro) {
    if (!of_micro) return field.name == micro_field && is_integer(field.type);
    return (field.name == parent_field && field.type == FieldType::text) ||
           (field.name == level_field && is_integer(field.type));
}

}  // namespace grid
