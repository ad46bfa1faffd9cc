#pragma once

#include <optional>
#include <string>

#include "libgrid/core/count.hpp"
#include "libgrid/core/error.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/io/source.hpp"

namespace grid {

/// A number of households or persons. Null counts as 0. Throws InputError, naming `what` and the place, for text that
/// is no number (see number_in() for what is one; text of spaces only counts as null), NaN, infinite and negative
/// values, and for more than 10^12.
[[nodiscard]] Count to_count(const Value& value, const Message& what, const Place& place);

/// An amount of work; the same checks.
[[nodiscard]] double to_amount(const Value& value, const Message& what, const Place& place);

/// The number, if the value is a finite one, or text that is. Null is no number, nor is a text of spaces only.
[[nodiscard]] std::optional<double> to_number(const Value& value);

/// The value as text; empty for null. Whole real numbers are written without a fraction.
[[nodiscard]] std::string to_text(const Value& value);

[[nodiscard]] inline bool is_null(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

/// Null, or a text of spaces only: an empty cell of a table.
[[nodiscard]] bool is_blank(const Value& value);

}  // namespace grid
