#pragma once

#include <string>
#include <string_view>

namespace grid::io {

/// Text for XML: escaped, and bytes that are no UTF-8 as well as characters that XML lacks become U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// The same for the value of an attribute, in which a reader would take line breaks and tabs for blanks.
[[nodiscard]] std::string xml_attribute(std::string_view text);

}  // namespace grid::io
