#pragma once

// For the files of this stage only: the scale bar of a map.

#include <string>

namespace grid {

/// The longest round length (1, 2 or 5 times a power of ten) in metres that is not longer than `most_m` (> 0).
[[nodiscard]] double round_length(double most_m);

/// How the bar of that length is divided into equal parts of round length: 4 or 5.
[[nodiscard]] int scale_bar_parts(double round_m);

/// `500 m`, `2 km`, `0.5 m`.
[[nodiscard]] std::string length_text(double metres);

/// N of the scale 1 : N, rounded to three digits; points are 1/72 inch.
[[nodiscard]] double scale_number(double metres_per_point);

}  // namespace grid
