#include "libgrid/io/query.hpp"

#include <cpl_string.h>

#include <vector>

#include "libgrid/io/source_impl.hpp"
#include "libgrid/io/unique_names.hpp"

namespace grid::io {

std::set<std::string> fields_of_filter(OGRLayer& layer, const std::string& where) {
    std::set<std::string> names;
    if (where.empty()) return names;
    OGRFeatureQuery query;
    if (query.Compile(&layer, where.c_str()) != OGRERR_NONE) return names;
    const CPLStringList used(query.GetUsedFields());
    for (int i = 0; i < used.size(); ++i)
        names.insert(used[i]);
    return names;
}

FieldSelection::FieldSelection(OGRLayer& layer, const std::set<std::string>& wanted, bool geometry) : m_layer(layer) {
    CPLStringList ignored;
    const std::vector<std::string> names = field_names(layer);
    for (const std::string& name : names) {
        // OGR would take one that differs in case only for it; and two names for the geometry and the style.
        const bool is_reserved = EQUAL(name.c_str(), "OGR_GEOMETRY") || EQUAL(name.c_str(), "OGR_STYLE");
        if (!wanted.contains(name) && !is_reserved && !is_repeated(name, names)) ignored.AddString(name.c_str());
    }
    if (!geometry) ignored.AddString("OGR_GEOMETRY");
    layer.SetIgnoredFields(const_cast<const char**>(ignored.List()));
    layer.ResetReading();
}

FieldSelection::~FieldSelection() {
    m_layer.SetIgnoredFields(nullptr);
    m_layer.ResetReading();
}

}  // namespace grid::io
