#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libgrid/core/message.hpp"

namespace grid {

/// Why a text is no number.
enum class NumberFault {
    none,
    empty,        ///< nothing but spaces
    comma,        ///< `114,30` and `1,234`: whether the comma divides thousands or decimals cannot be known
    sexagesimal,  ///< degrees, minutes and seconds: `114°18'00"`, `E114.3`, `114度18分`
    other
};

/// A number as people type it into tables.
struct TextNumber {
    double value = 0;  ///< may be infinite or NaN, if the text says so
    NumberFault fault = NumberFault::none;
};

/// Reads a text as one number, whole or with a decimal point, with or without an exponent. Spaces around it do not
/// count, those of Chinese text (U+3000), no-break spaces (U+00A0) and a byte order mark (U+FEFF) among them;
/// full-width digits, signs and points (`３．５`) are those of ASCII. Nothing is guessed: what is not a number as a
/// whole has a fault.
[[nodiscard]] TextNumber number_in(std::string_view text);

/// The text without the spaces around it, of the same kinds.
[[nodiscard]] std::string_view without_spaces(std::string_view text);

/// The text with full-width letters, digits and signs as those of ASCII.
[[nodiscard]] std::string half_width(std::string_view text);

/// What is wrong, for a message: `has a comma, ...`. Precondition: there is a fault.
[[nodiscard]] Message describe(NumberFault fault);

}  // namespace grid
