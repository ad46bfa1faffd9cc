#include "libgrid/layer/ground_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace grid {

namespace {

Box box_of(const std::vector<BarrierSegment>& barriers) {
    Box box;
    for (const BarrierSegment& barrier : barriers) {
        box.add(barrier.p);
        box.add(barrier.q);
    }
    return box;
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
      m_barrier_box(box_of(ground.barriers)),
      m_barrier_step(std::max({m_barrier_box.max_x - m_barrier_box.min_x, m_barrier_box.max_y - m_barrier_box.min_y,
                               std::numeric_limits<double>::min()}) *
                     0x1p-40),
      m_barriers(index_lines()),
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

LatticePoint GroundIndex::to_index(const Point& p) const {
    const auto place = [this](double value, double low, double high) {
        return std::llround((std::clamp(value, low, high) - low) / m_barrier_step);
    };
    return {place(p.x, m_barrier_box.min_x, m_barrier_box.max_x), place(p.y, m_barrier_box.min_y, m_barrier_box.max_y)};
}

std::vector<Segment> GroundIndex::index_lines() const {
    std::vector<Segment> lines;
    lines.reserve(m_ground.barriers.size());
    for (const BarrierSegment& barrier : m_ground.barriers)
        lines.push_back({to_index(barrier.p), to_index(barrier.q)});
    return lines;
}

std::vector<BarrierSegment> GroundIndex::barriers(const Box& box) const {
    std::vector<std::int32_t> found;
    if (m_barrier_box.meets(box)) {
        m_barriers.for_box(to_index({box.min_x, box.min_y}), to_index({box.max_x, box.max_y}),
                           [&found](std::int32_t i) { found.push_back(i); });
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<BarrierSegment> result;
    for (const std::int32_t i : found) {
        const BarrierSegment& barrier = m_ground.barriers[static_cast<std::size_t>(i)];
        Box reach;
        reach.add(barrier.p);
        reach.add(barrier.q);
        if (box.meets(reach)) result.push_back(barrier);
    }
    return result;
}

}  // namespace grid
