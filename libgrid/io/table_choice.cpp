#include "libgrid/io/table_choice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/reading.hpp"
#include "libgrid/io/source_impl.hpp"

namespace grid {

namespace {

std::vector<std::string> without_geometry(const SourceRef& ref) {
    return io::reading(io::file_place(ref), [&ref] {
        const GDALDatasetUniquePtr dataset = io::open_vector(ref);
        std::vector<std::string> names;
        for (OGRLayer* layer : dataset->GetLayers())
            if (layer->GetGeomType() == wkbNone) names.emplace_back(layer->GetName());
        return names;
    });
}

}  // namespace

bool has_layer(const SourceRef& ref, const std::string& name) {
    return io::reading(io::file_place(ref), [&] {
        const GDALDatasetUniquePtr dataset = io::open_vector(ref);
        const io::ErrorTrap quiet;
        return dataset->GetLayerByName(name.c_str()) != nullptr;
    });
}

std::string choose_table(const SourceRef& ref, const Message& advice) {
    const std::vector<std::string> names = layer_names(ref);
    const auto has = [&](const std::string& name) {
        return !name.empty() && (std::ranges::find(names, name) != names.end() || has_layer(ref, name));
    };
    const Message all = msg("the layers and tables are: {}", fmt::join(names, ", "));
    if (!ref.layer.empty() && has(ref.layer)) return ref.layer;
    if (!ref.layer.empty())
        throw ConfigError(msg("there is no table '{}'; {}", ref.layer, all), io::file_place(ref), advice);
    if (names.size() == 1) return names.front();
    if (has(ref.usual_layer)) return ref.usual_layer;
    const std::vector<std::string> tables = without_geometry(ref);
    if (tables.size() == 1) return tables.front();
    throw ConfigError(msg("there is no table '{}'; {}", ref.usual_layer, all), io::file_place(ref), advice);
}

}  // namespace grid
