#include "libgrid/core/language.hpp"

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

Language language_of(const std::string& name) {
    if (name == "en") return Language::en;
    if (name == "zh") return Language::zh;
    throw ConfigError(msg("--language is en or zh, not '{}'", name));
}

}  // namespace grid
