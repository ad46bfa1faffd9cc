#pragma once

#include <string>

#include "libgrid/core/message.hpp"

namespace grid::tools {

/// A text that was made in English only, by Boost.Program_options or for --help from parts, as the message that it is:
/// it is recognised by the formats of such texts. Another text is told as it is.
[[nodiscard]] Message known_message(const std::string& text);

}  // namespace grid::tools
