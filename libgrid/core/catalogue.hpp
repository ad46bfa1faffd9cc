#pragma once

#include "libgrid/core/language.hpp"

namespace grid {

/// An English text in another language, by the catalogue that is compiled in; one that is not in it as it is. Valid as
/// long as `english`, and as the process.
[[nodiscard]] const char* translation(const char* english, Language language);

}  // namespace grid
