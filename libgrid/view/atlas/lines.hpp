#pragma once

// For the files of this stage only: roads, railways and waters of the background by the word that is their class.

#include <string_view>

namespace grid {

/// In the order in which they are drawn.
enum class LineKind { stream, river, path, street, main_road, railway };
inline constexpr int line_kinds = 6;

/// What a class (OpenStreetMap's words, Chinese ones, or the name of a file) means; a street if nothing else is known.
/// Compared without case.
[[nodiscard]] LineKind line_kind(std::string_view line_class);

}  // namespace grid
