#include "libgrid/layer/count_room.hpp"

#include <algorithm>
#include <limits>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/apportion.hpp"
#include "libgrid/layer/grid_name.hpp"
#include "libgrid/layer/number.hpp"

namespace grid {

namespace {

void check_given_count(const Unit& unit, const UnitTotals& totals, std::int32_t count) {
    if (count == 1 || totals.households >= Count{count} * count_scale) return;
    throw InputError(
        msg("unit {} has {:.10g} households, fewer than the {} grids that it would get", unit.code,
            static_cast<double>(totals.households) / count_scale, count),
        unit.place,
        unit.sizes.grids ? msg("lower the number in the field that --unit-grids names") : msg("lower --grids"));
}

/// Number of grids by the households of the unit alone.
std::int64_t plain_count(const UnitTotals& totals, const GridSize& size) {
    constexpr std::int64_t greatest = std::numeric_limits<std::int32_t>::max();
    return grid_count(totals.households, size,
                      static_cast<std::int32_t>(std::clamp<std::int64_t>(totals.items, 1, greatest)))
        .count;
}

/// Grids that there will be at least where their number is free. What is too heavy for a grid counts as less than it
/// has: sites at one place, in a block or on a dedicated area. Parts of a unit may have grids that are too large, and
/// where there were grids before, their number counts.
std::int64_t least_free_count(const Ground& ground, const GroundIndex& index, std::size_t unit, const GridSize& size) {
    const bool is_in_parts = ground.units[unit].output.size() != 1 ||
                             std::any_of(ground.barriers.begin(), ground.barriers.end(),
                                         [](const BarrierSegment& barrier) { return barrier.hard; });
    if (is_in_parts || !ground.blocks.empty() || !ground.dedicated.empty()) return 1;
    Count light = 0;
    Count here = 0;
    const auto sites = index.sites(unit);
    for (std::size_t s = 0; s < sites.size(); ++s) {
        here += sites[s].site.households;
        if (s + 1 < sites.size() && sites[s + 1].site.at == sites[s].site.at) continue;
        if (here <= size.max) light += here;
        here = 0;
    }
    const UnitTotals& totals = ground.totals[ground.units[unit].number];
    return light < totals.households || ground.previous ? light / size.max : plain_count(totals, size);
}

void check_texts(const Unit& unit, const GriddingRequest& request) {
    if (!request.longest_text) return;
    const CodeLayout& layout = request.profile.code;
    const std::int64_t last = last_number(layout);
    const auto check = [&](const Message& field, std::size_t bytes, const Message& hint) {
        if (bytes <= *request.longest_text) return;
        throw InputError(msg("unit {} would get grids with a {} of {} bytes, but the field holds {}", unit.code, field,
                             bytes, *request.longest_text),
                         unit.place, hint);
    };
    check("grid_code", grid_code(unit.code, last, layout).size(),
          msg("choose another field with --code-field, or another format with -f"));
    check("grid_name", longest_name_bytes(request.profile, unit.name, unit.code),
          msg("choose another field with --name-field, a --profile with a pattern without {{unit}}, or another format "
              "with "
              "-f"));
}

}  // namespace

void check_unit_room(const Ground& ground, const GroundIndex& index, std::size_t unit, const GriddingRequest& request,
                     std::optional<std::int32_t> count) {
    const Unit& own = ground.units[unit];
    const UnitTotals& totals = ground.totals[own.number];
    check_texts(own, request);
    if (count) check_given_count(own, totals, *count);
    const Profile& profile = request.profile;
    const GridSize size{profile.target * count_scale, profile.min * count_scale, profile.max * count_scale};
    // Where the households make few grids, there is no need to look closer.
    const bool may_be_many = !count && plain_count(totals, size) > last_number(profile.code);
    const std::int64_t least = count ? *count : may_be_many ? least_free_count(ground, index, unit, size) : 1;
    check_number_room(own.code, least, profile.code, own.place);
}

}  // namespace grid
