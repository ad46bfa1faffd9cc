#pragma once

// For the files of this stage only: what the lines of the background are, roads, railways or waters.

#include <string_view>
#include <vector>

#include "libgrid/io/feature_table.hpp"

namespace grid {

/// In the order in which they are drawn over each other.
enum class LineKind { other, stream, river, path, street, main_road, railway };
inline constexpr int line_kind_count = 7;

/// What a text says that it is about: a word of it begins like one of those known (OpenStreetMap's), or it holds one of
/// the Chinese ones. Compared without case.
[[nodiscard]] LineKind kind_of_words(std::string_view text);

/// The kind of each line: by the first field that is not empty of those that say it (FieldAliases::barrier_class), else
/// by the title of the table.
[[nodiscard]] std::vector<LineKind> kinds_of_lines(const FeatureTable& lines);

}  // namespace grid
