#include "libgrid/layer/ground_index.hpp"

#include <algorithm>
#include <optional>

namespace grid {

namespace {

std::vector<Segment> lines_of(const std::vector<BarrierSegment>& barriers) {
    std::vector<Segment> lines;
    lines.reserve(barriers.size());
    for (const BarrierSegment& barrier : barriers)
        lines.push_back(barrier.line);
    return lines;
}

BoxIndex index_of(const std::vector<LatticeArea>& areas) {
    std::vector<BoxIndex::Entry> entries;
    entries.reserve(areas.size());
    for (std::size_t i = 0; i < areas.size(); ++i)
        entries.emplace_back(box_of(areas[i]), static_cast<std::int32_t>(i));
    return BoxIndex(entries);
}

BoxIndex index_of(const std::optional<PreviousGrids>& previous) {
    std::vector<BoxIndex::Entry> entries;
    for (std::size_t i = 0; previous && i < previous->grids.size(); ++i) {
        const MultiPolygon& work = previous->grids[i].work;
        LatticeBox box{to_lattice(work.front().shell.front()), to_lattice(work.front().shell.front())};
        for (const Polygon& polygon : work) {
            for (const Point& p : polygon.shell)
                box.add(to_lattice(p));
        }
        entries.emplace_back(box, static_cast<std::int32_t>(i));
    }
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
      m_blocks(index_of(ground.blocks)),
      m_dedicated(index_of(ground.dedicated)),
      m_previous(index_of(ground.previous)),
      m_previous_of(previous_of_units(ground)) {}

std::span<const LocatedSite> GroundIndex::sites(std::size_t unit) const {
    return std::span(m_ground.sites).subspan(m_first_site[unit], m_first_site[unit + 1] - m_first_site[unit]);
}

std::span<const LocatedCell> GroundIndex::cells(std::size_t unit) const {
    return std::span(m_ground.cells).subspan(m_first_cell[unit], m_first_cell[unit + 1] - m_first_cell[unit]);
}

std::vector<BarrierSegment> GroundIndex::barriers(const LatticeBox& box) const {
    std::vector<std::int32_t> found;
    if (!m_ground.barriers.empty()) {
        for (std::int64_t row = m_barriers.row_of(box.min.y); row <= m_barriers.row_of(box.max.y); ++row) {
            for (std::int64_t column = m_barriers.column_of(box.min.x); column <= m_barriers.column_of(box.max.x);
                 ++column) {
                const auto here = m_barriers.at(column, row);
                found.insert(found.end(), here.begin(), here.end());
            }
        }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::vector<BarrierSegment> result;
    for (const std::int32_t i : found) {
        const BarrierSegment& barrier = m_ground.barriers[static_cast<std::size_t>(i)];
        LatticeBox reach{barrier.line.p, barrier.line.p};
        reach.add(barrier.line.q);
        if (box.meets(reach)) result.push_back(barrier);
    }
    return result;
}

}  // namespace grid
