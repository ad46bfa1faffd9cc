#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/field.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

// The fields of layers of grids that are not ours: what people entered goes along and is written after our fields.

/// Whether a layer of ours has a field of this name, upper and lower case aside.
[[nodiscard]] bool is_grid_field(std::string_view name);

/// The field of GridRow::valid_from: one of days. Of another type it is the user's own.
inline constexpr const char* valid_from_field = "valid_from";
[[nodiscard]] inline bool is_valid_from(const FieldInfo& field) {
    return field.name == valid_from_field && field.type == FieldType::date;
}

/// Which of the further fields `fields` the field of a layer in `file` is, by its name without case; it is added if it
/// is none. It gets a line behind its name if it is called like a field of ours or like what a GeoPackage adds; where
/// one field has several types, it becomes real or text. Both are noted.
std::size_t add_extra_field(const FieldInfo& field, const Message& file, std::vector<FieldInfo>& fields,
                            std::vector<Message>& notes);

/// Makes the value one of the type that its field has at last.
void widen_value(FieldType type, Value& value);

}  // namespace grid
