#pragma once

#include <string>

namespace grid::tools {

/// The text with passwords replaced by `***`: values of `password=`, `passwd=` and `pwd=` (quoted or not, any case),
/// and the password of `scheme://user:password@host`. Everything that a tool prints or stores passes through it.
[[nodiscard]] std::string redact(const std::string& text);

}  // namespace grid::tools
