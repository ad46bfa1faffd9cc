#include "libgrid/layer/grid_fields.hpp"

#include <vector>

namespace grid {

namespace {

/// The aliases without a field that is something else already.
std::optional<std::string> find_other(const Source& source, const std::string& wanted, std::vector<std::string> aliases,
                                      const std::optional<std::string>& taken, const char* option) {
    if (taken && wanted.empty())
        std::erase_if(aliases, [&](const std::string& alias) {
            const auto same = source.find_field({}, {alias}, option);
            return same == taken;
        });
    return source.find_field(wanted, aliases, option);
}

}  // namespace

GridFields find_grid_fields(const Source& source, const GridFieldNames& names, const FieldAliases& aliases) {
    GridFields fields;
    fields.code = source.find_field(names.code, {"grid_code"}, "--code-field");
    fields.unit = find_other(source, names.unit, {"unit_code"}, fields.code, "--unit-field");
    if (!fields.code) fields.code = find_other(source, {}, aliases.code, fields.unit, "--code-field");
    if (!fields.unit) fields.unit = find_other(source, {}, aliases.unit, fields.code, "--unit-field");
    fields.households = source.find_field(names.households, aliases.households, "--households-field");
    fields.persons = source.find_field(names.persons, aliases.persons, "--persons-field");
    fields.workload = source.find_field(names.workload, {"workload"}, "--workload-field");
    const auto own = [&source](const char* name) { return source.find_field({}, {name}, ""); };
    fields.name = own("grid_name");
    fields.unit_name = own("unit_name");
    fields.kind = own("kind");
    fields.sites = own("sites");
    fields.service_h = own("service_h");
    fields.walk_h = own("walk_h");
    fields.walk_km = own("walk_km");
    fields.dev_households = own("dev_hh");
    fields.dev_workload = own("dev_wl");
    fields.area_m2 = own("area_m2");
    fields.perimeter_m = own("perim_m");
    fields.compactness = own("compact");
    for (const FieldInfo& field : source.fields())
        fields.code_is_real = fields.code_is_real || (fields.code == field.name && is_real(field.type));
    return fields;
}

}  // namespace grid
