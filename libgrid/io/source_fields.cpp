#include <algorithm>

#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/unique_names.hpp"

namespace grid::io {

std::vector<std::string> field_names(OGRLayer& layer) {
    std::vector<std::string> names;
    const OGRFeatureDefn& definition = *layer.GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i)
        names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
    return names;
}

void number_fields(OGRLayer& layer) {
    const std::vector<std::string> names = field_names(layer);
    const std::vector<std::string> unique = unique_names(names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto first = static_cast<std::size_t>(std::ranges::find(names, names[i]) - names.begin());
        if (first != i) layer.GetLayerDefn()->GetFieldDefn(static_cast<int>(i))->SetName(unique[i].c_str());
    }
}

}  // namespace grid::io
