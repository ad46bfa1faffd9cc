#include "libgrid/io/query.hpp"

#include <cpl_string.h>

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
    const OGRFeatureDefn& definition = *layer.GetLayerDefn();
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        const char* name = definition.GetFieldDefn(i)->GetNameRef();
        if (!wanted.contains(name)) ignored.AddString(name);
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
