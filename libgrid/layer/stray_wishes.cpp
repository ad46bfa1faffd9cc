#include "libgrid/layer/stray_wishes.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/wishes_of_unit.hpp"

namespace grid {

namespace {

/// Whether a wish can only be met within one unit.
bool is_of_one_unit(WishKind kind) {
    return kind == WishKind::lock || kind == WishKind::pin || kind == WishKind::together || kind == WishKind::no_border;
}

Message reason_of_none(const Wish& wish) {
    if (wish.kind == WishKind::lock && wish.previous < 0 && wish.polygons.empty())
        return msg("no previous grid (--previous) has the code {}", wish.grid_code);
    return msg("nothing that is divided lies there");
}

}  // namespace

Findings find_stray_wishes(const GriddingRequest& request, const Ground& ground, std::span<const DividedUnit> divided) {
    std::vector<std::set<std::size_t>> units(ground.wishes.size());
    std::map<std::string, std::set<std::size_t>> units_of_group;
    for (std::size_t u = 0; u < divided.size(); ++u) {
        for (const std::int32_t w : divided[u].wishes) {
            const Wish& wish = ground.wishes[static_cast<std::size_t>(w)];
            units[static_cast<std::size_t>(w)].insert(u);
            if (wish.kind == WishKind::together && !wish.group.empty()) units_of_group[wish.group].insert(u);
        }
    }
    const bool all_units = request.shard.is_whole() && source_of_units(request).where.empty();
    Findings findings;
    std::set<std::string> told;
    for (std::size_t w = 0; w < units.size(); ++w) {
        const Wish& wish = ground.wishes[w];
        if (units[w].empty()) {
            if (all_units) findings.push_back(missed_wish(wish, {}, {}, reason_of_none(wish)));
            continue;
        }
        const bool is_group = wish.kind == WishKind::together && !wish.group.empty();
        const std::set<std::size_t>& in = is_group ? units_of_group[wish.group] : units[w];
        if (in.size() < 2 || !is_of_one_unit(wish.kind)) continue;
        if (is_group && !told.insert(wish.group).second) continue;
        std::string codes;
        for (const std::size_t u : in)
            codes += (codes.empty() ? "" : ", ") + ground.units[u].code;
        findings.push_back(missed_wish(wish, ground.units[*in.begin()].code, {},
                                       msg("it lies in the units {}, and grids end where units do", codes)));
    }
    return findings;
}

}  // namespace grid
