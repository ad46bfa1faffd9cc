#pragma once

#include <string>

namespace grid {

/// Of texts that are written into files.
enum class Language { en, zh };

/// `en` or `zh`. Throws ConfigError.
[[nodiscard]] Language language_of(const std::string& name);

}  // namespace grid
