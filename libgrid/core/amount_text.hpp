#pragma once

#include <string>

#include "libgrid/core/count.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// A number as people write it in a sentence: whole numbers whole, others with a decimal or three digits, and with
/// all that they have where they would look whole.
[[nodiscard]] std::string number_text(double number);

/// The same of a count.
[[nodiscard]] std::string count_text(Count count);

/// An area: `1234.56 m2`, from a million square metres on `17.2 km2`.
[[nodiscard]] Message area_text(double area_m2);

}  // namespace grid
