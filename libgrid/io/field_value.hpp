#pragma once

// For the files of this stage only: types and values of fields between OGR and us.

#include <optional>
#include <string>

#include "libgrid/core/field.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/io/gdal.hpp"

namespace grid::io {

[[nodiscard]] FieldType field_type(const OGRFieldDefn& field);

/// The value of a field that is no text: dates and times as ISO 8601 has them, lists as JSON, bytes as hexadecimal
/// digits. Null if there is none.
[[nodiscard]] Value value_of_field(const OGRFeature& feature, int index);

/// Sets a value as value_of_field() gives it, into a field of a type that form_of() has chosen.
void set_field(OGRFeature& feature, int index, const Value& value);

/// The same moment in UTC, as a GeoPackage wants it; one without a zone as it is.
[[nodiscard]] std::string in_utc(const std::string& moment);

/// How a type is written by a driver.
struct FieldForm {
    OGRFieldType type = OFTString;
    OGRFieldSubType subtype = OFSTNone;
};

/// The type itself where the driver says that it has it; else numbers stay numbers and all other become text.
[[nodiscard]] FieldForm form_of(FieldType type, GDALDriver& driver);

/// What is to be said where the type does not stay what it is in the file: `written as text, for GPKG has no time`.
/// Nothing where the text is the value, or numbers become wider.
[[nodiscard]] std::optional<Message> change_of(FieldType type, GDALDriver& driver);

}  // namespace grid::io
