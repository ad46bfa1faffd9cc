#include "libgrid/layer/ground_index.hpp"

#include <algorithm>
#include <optional>

namespace grid {

namespace {

std::vector<Way> lines_of(const std::vector<BarrierSegment>& barriers) {
    std::vector<Way> lines;
    lines.reserve(barriers.size());
    for (const BarrierSegment& barrier : barriers)
        lines.push_back({barrier.p, barrier.q});
    return lines;
}

BoxIndex index_of(const std::vector<Area>& areas) {
    std::vector<BoxIndex::Entry> entries;
    entries.reserve(areas.size());
    for (std::size_t i = 0; i < areas.size(); ++i)
        entries.emplace_back(areas[i].box, static_cast<std::int32_t>(i));
    return BoxIndex(entries);
}

BoxIndex index_of(const std::vector<PreviousGrid>& grids) {
    std::vector<BoxIndex::Entry> entries;
    for (std::size_t i = 0; i < grids.size(); ++i)
        entries.emplace_back(grid::box_of(grids[i].output), static_cast<std::int32_t>(i));
    return BoxIndex(entries);
}

BoxIndex index_of(const std::vector<Wish>& wishes) {
    std::vector<BoxIndex::Entry> entries;
    for (std::size_t i = 0; i < wishes.size(); ++i)
        entries.emplace_back(wishes[i].box, static_cast<std::int32_t>(i));
    return BoxIndex(entries);
}

/// Units are sorted by code.
std::vector<std::vector<std::int32_t>> previous_of_units(const Ground& ground) {
    std::vector<std::vector<std::int32_t>> result(ground.units.size());
    for (std::size_t i = 0; ground.previous && i < ground.previous->grids.size(); ++i) {
        for (const std::string& code : ground.previous->units_now(ground.previous->grids[i].unit_code)) {
            const auto unit = std::lower_bound(ground.units.begin(), ground.units.end(), code,
                                               [](const Unit& u, const std::string& c) { return u.code < c; });
            if (unit == ground.units.end() || unit->code != code) continue;
            result[static_cast<std::size_t>(unit - ground.units.begin())].push_back(static_cast<std::int32_t>(i));
        }
    }
    return result;
}

std::vector<std::vector<std::int32_t>> plan_of_units(const Ground& ground) {
    std::vector<std::vector<std::int32_t>> result(ground.units.size());
    for (std::size_t a = 0; ground.plan && a < ground.plan->unit_of.size(); ++a) {
        if (const std::int32_t unit = ground.plan->unit_of[a]; unit >= 0)
            result[static_cast<std::size_t>(unit)].push_back(static_cast<std::int32_t>(a));
    }
    return result;
}

/// Where the items of each unit begin; items are sorted by unit, those in no unit (-1) first.
template <typename Items>
std::vector<std::size_t> first_of_units(const Items& items, std::size_t units) {
    std::vector<std::size_t> first(units + 1);
    for (std::size_t u = 0; u <= units; ++u) {
        first[u] = static_cast<std::size_t>(
            std::lower_bound(items.begin(), items.end(), static_cast<std::int32_t>(u),
                             [](const auto& item, std::int32_t unit) { return item.unit < unit; }) -
            items.begin());
    }
    return first;
}

}  // namespace

GroundIndex::GroundIndex(const Ground& ground)
    : m_ground(ground),
      m_first_site(first_of_units(ground.sites, ground.units.size())),
      m_first_cell(first_of_units(ground.cells, ground.units.size())),
      m_barriers(lines_of(ground.barriers)),
      m_ways(ground.ways),
      m_blocks(index_of(ground.blocks)),
      m_dedicated(index_of(ground.dedicated)),
      m_previous(index_of(ground.previous ? ground.previous->grids : std::vector<PreviousGrid>{})),
      m_plan(index_of(ground.plan ? ground.plan->areas : std::vector<PreviousGrid>{})),
      m_wishes(index_of(ground.wishes)),
      m_previous_of(previous_of_units(ground)),
      m_plan_of(plan_of_units(ground)) {}

std::span<const LocatedSite> GroundIndex::sites(std::size_t unit) const {
    return std::span(m_ground.sites).subspan(m_first_site[unit], m_first_site[unit + 1] - m_first_site[unit]);
}

std::span<const LocatedCell> GroundIndex::cells(std::size_t unit) const {
    return std::span(m_ground.cells).subspan(m_first_cell[unit], m_first_cell[unit + 1] - m_first_cell[unit]);
}

std::vector<std::int32_t> GroundIndex::wishes(std::size_t unit, const Box& box) const {
    std::vector<std::int32_t> found = m_wishes.find(box);
    const std::span<const std::int32_t> own = previous_of(unit);
    for (std::size_t w = 0; w < m_ground.wishes.size(); ++w) {
        const Wish& wish = m_ground.wishes[w];
        if (wish.kind == WishKind::lock && wish.previous >= 0 && std::ranges::binary_search(own, wish.previous))
            found.push_back(static_cast<std::int32_t>(w));
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::vector<BarrierSegment> GroundIndex::barriers(const Box& box) const {
    std::vector<BarrierSegment> result;
    for (const std::int32_t i : m_barriers.find(box))
        result.push_back(m_ground.barriers[static_cast<std::size_t>(i)]);
    return result;
}

std::vector<Way> GroundIndex::ways(const Box& box) const {
    std::vector<Way> result;
    for (const std::int32_t i : m_ways.find(box))
        result.push_back(m_ground.ways[static_cast<std::size_t>(i)]);
    return result;
}

}  // namespace grid
