#pragma once

#include <string>

#include "libgrid/core/count.hpp"

namespace grid {

/// A number as people write it in a sentence: whole numbers whole, others with a decimal or three digits, and with
/// all that they have where they would look whole.
[[nodiscard]] std::string number_text(double number);

/// The same of a count.
[[nodiscard]] std::string count_text(Count count);

}  // namespace grid
