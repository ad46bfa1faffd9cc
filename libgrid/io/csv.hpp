#pragma once

#include <string>

#include "libgrid/core/field.hpp"

namespace grid {

/// A text as a field of CSV, the same in all files: with an apostrophe before it where a spreadsheet would take it for
/// a formula, and quoted where it has to be.
[[nodiscard]] std::string csv_text_field(const std::string& text);

/// A field as it is, but quoted where it has to be.
[[nodiscard]] std::string csv_field(const std::string& text);

/// Text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) with an
/// apostrophe before it. A negative whole number is none: many identifiers of OpenStreetMap are.
[[nodiscard]] std::string without_formula(const std::string& text);

/// What csv_text_field() was given, of a value read from `path`, if that is CSV.
[[nodiscard]] Value from_csv(Value value, const std::string& path);

}  // namespace grid
