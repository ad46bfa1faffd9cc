#pragma once

#include <cstddef>
#include <string_view>

namespace grid {

/// How many cells of a terminal a text in UTF-8 takes: two for Chinese, Japanese and Korean characters and what is as
/// wide, none for marks on top of others. As fmt counts where it pads a text.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The first character of a text in UTF-8, as bytes: one byte where it is not UTF-8. Empty for an empty text.
[[nodiscard]] std::string_view first_character(std::string_view text);

}  // namespace grid
