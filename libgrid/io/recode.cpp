#include "libgrid/io/recode.hpp"

#include "libgrid/io/text.hpp"

namespace grid {

std::optional<std::string> recode(std::string_view text, const std::string& from, const std::string& to) {
    if (from == "UTF-8" && to == from) return io::is_utf8(text) ? std::optional(std::string(text)) : std::nullopt;
    return io::Recoder(from, to)(text);
}

}  // namespace grid
