#include "libgrid/core/language.hpp"

#include <fmt/format.h>

#include "libgrid/core/error.hpp"

namespace grid {

Language language_of(const std::string& name) {
    if (name == "en") return Language::en;
    if (name == "zh") return Language::zh;
    throw ConfigError(fmt::format("--language is en or zh, not '{}'", name));
}

}  // namespace grid
