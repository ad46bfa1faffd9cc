#pragma once

#include <span>

namespace grid {

/// po/zh_CN.po as msgfmt compiles it.
[[nodiscard]] std::span<const char> built_in_catalogue();

}  // namespace grid
