#include "libgrid/wishes/wish.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace grid {

namespace {

constexpr std::array names{"lock", "no_grid", "pin", "together", "no_border", "centre", "apart", "border"};

char lower(char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

}  // namespace

const char* name_of(WishKind kind) {
    return names[static_cast<std::size_t>(kind)];
}

std::optional<WishKind> wish_kind_of(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view known = names[i];
        if (std::ranges::equal(known, name, {}, {}, lower)) return static_cast<WishKind>(i);
    }
    return std::nullopt;
}

std::string wish_kind_names() {
    std::string all;
    for (const char* name : names)
        all += (all.empty() ? "" : ", ") + std::string(name);
    return all;
}

std::optional<Point> Wish::at() const {
    if (!points.empty()) return points.front();
    if (!lines.empty()) return lines.front()[lines.front().size() / 2];
    if (!polygons.empty()) return polygons.front().shell.front();
    return std::nullopt;
}

}  // namespace grid
