#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace grid {

/// Text in another encoding; nothing if it is not valid, or cannot be said there. Throws ConfigError for an encoding
/// that the system does not know.
[[nodiscard]] std::optional<std::string> recode(std::string_view text, const std::string& from, const std::string& to);

}  // namespace grid
