#pragma once

#include <string>

#include "libgrid/sweep/sweep.hpp"

namespace grid {

/// For people: a row for each figure, a column for each value, `-` for what is not known; and the knee. Ends with a
/// newline.
[[nodiscard]] std::string sweep_text(const Sweep& sweep, Language language = Language::en);

/// A header and a row for each value, numbers with as many digits as it takes to read the same number back; what is not
/// known is empty. The column `knee` is 1 for the knee, else 0.
[[nodiscard]] std::string sweep_csv(const Sweep& sweep);

/// The same as one JSON object, indented, ending with a newline; what is not known is null. `figures` says of each
/// figure what it is called in both languages, how it is written, and in which chart it is drawn.
[[nodiscard]] std::string sweep_json(const Sweep& sweep);

}  // namespace grid
