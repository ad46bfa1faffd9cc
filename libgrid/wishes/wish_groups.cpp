#include "libgrid/wishes/wish_groups.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace grid {

std::vector<std::vector<std::int32_t>> wishes_by_priority(std::span<const Wish> wishes,
                                                          std::span<const std::int32_t> chosen) {
    const auto wish = [wishes](std::int32_t w) -> const Wish& { return wishes[static_cast<std::size_t>(w)]; };
    std::vector<std::vector<std::int32_t>> groups;
    std::map<std::pair<WishKind, std::string>, std::size_t> known;
    for (const std::int32_t w : chosen) {
        const WishKind kind = wish(w).kind;
        const bool is_grouped = kind == WishKind::apart || (kind == WishKind::together && !wish(w).group.empty());
        const auto [at, is_new] = known.try_emplace({kind, wish(w).group}, groups.size());
        if (is_grouped && !is_new) {
            groups[at->second].push_back(w);
            continue;
        }
        at->second = groups.size();
        groups.push_back({w});
    }
    std::ranges::stable_sort(groups, {}, [&](const auto& group) { return wish(group.front()).kind; });
    return groups;
}

std::vector<char> missed_groups(const std::vector<std::vector<std::int32_t>>& groups,
                                std::span<const std::int32_t> missed) {
    std::vector<char> result;
    for (const std::vector<std::int32_t>& group : groups) {
        const bool is_missed =
            std::ranges::any_of(group, [missed](std::int32_t w) { return std::ranges::binary_search(missed, w); });
        result.push_back(is_missed ? 1 : 0);
    }
    return result;
}

}  // namespace grid
