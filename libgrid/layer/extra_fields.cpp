#include "libgrid/layer/extra_fields.hpp"

#include <algorithm>
#include <array>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

std::string lower(std::string_view name) {
    std::string text(name);
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
    return text;
}

/// A field that is not ours may not be called like one of ours, nor like what a GeoPackage adds.
std::string free_name(const FieldInfo& field) {
    const std::string low = lower(field.name);
    const bool is_taken =
        is_grid_field(low) || low == "fid" || low == "geom" || (low == valid_from_field && !is_valid_from(field));
    return is_taken ? field.name + "_" : field.name;
}

FieldType wider(FieldType a, FieldType b) {
    if (a == b) return a;
    if (is_integer(a) && is_integer(b)) {
        const bool is_long = a == FieldType::integer64 || b == FieldType::integer64;
        return is_long ? FieldType::integer64 : FieldType::integer;
    }
    const auto is_number = [](FieldType t) { return is_integer(t) || is_real(t); };
    return is_number(a) && is_number(b) ? FieldType::real : FieldType::text;
}

}  // namespace

bool is_grid_field(std::string_view name) {
    static constexpr std::array<std::string_view, 17> names{
        "grid_code", "grid_name", "unit_code", "unit_name", "kind",   "sites",   "households", "persons", "workload",
        "service_h", "walk_h",    "walk_km",   "dev_hh",    "dev_wl", "area_m2", "perim_m",    "compact"};
    return std::ranges::find(names, lower(name)) != names.end();
}

std::size_t add_extra_field(const FieldInfo& field, const Message& file, std::vector<FieldInfo>& fields,
                            std::vector<Message>& notes) {
    const std::string name = free_name(field);
    if (name != field.name)
        notes.push_back(msg("{}: the field '{}' that is not ours is written as '{}'", file, field.name, name));
    const auto known =
        std::ranges::find_if(fields, [&](const FieldInfo& other) { return lower(other.name) == lower(name); });
    if (known == fields.end()) {
        fields.push_back({name, field.type});
        return fields.size() - 1;
    }
    if (known->type != field.type) {
        known->type = wider(known->type, field.type);
        const Message written = is_integer(known->type) ? msg("an integer")
                                : is_real(known->type)  ? msg("a real number")
                                                        : msg("text");
        notes.push_back(
            msg("{}: the field '{}' has another type than before; it is written as {}", file, field.name, written));
    }
    return static_cast<std::size_t>(known - fields.begin());
}

void widen_value(FieldType type, Value& value) {
    if (is_null(value)) return;
    if (type == FieldType::text) value = to_text(value);
    if (const auto* integer = std::get_if<std::int64_t>(&value); integer != nullptr && is_real(type))
        value = static_cast<double>(*integer);
}

}  // namespace grid
