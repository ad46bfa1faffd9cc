#include "libgrid/layer/unit_finder.hpp"

#include <algorithm>
#include <cstddef>

namespace grid {

namespace {

std::vector<char> own_units(const std::vector<Unit>& units, const Shard& shard) {
    std::vector<char> own;
    own.reserve(units.size());
    for (const Unit& unit : units)
        own.push_back(!unit.left_out && shard.holds(unit.code) ? 1 : 0);
    return own;
}

std::vector<std::reference_wrapper<const MultiPolygon>> areas_of(const std::vector<Unit>& units) {
    std::vector<std::reference_wrapper<const MultiPolygon>> areas;
    areas.reserve(units.size());
    for (const Unit& unit : units)
        areas.emplace_back(unit.output);
    return areas;
}

/// The boxes of the units of the shard; none where that is all of them, because then nobody asks.
BoxIndex own_boxes(const std::vector<Unit>& units, const std::vector<char>& is_own, bool all_are_own) {
    std::vector<BoxIndex::Entry> boxes;
    for (std::size_t u = 0; u < units.size() && !all_are_own; ++u) {
        if (is_own[u] != 0) boxes.emplace_back(box_of(units[u].output), static_cast<std::int32_t>(u));
    }
    return BoxIndex(boxes);
}

}  // namespace

UnitFinder::UnitFinder(const std::vector<Unit>& units, const Shard& shard)
    : m_is_own(own_units(units, shard)),
      m_all_are_own(std::ranges::all_of(m_is_own, [](char own) { return own != 0; })),
      m_locator(areas_of(units)),
      m_own_boxes(own_boxes(units, m_is_own, m_all_are_own)) {}

bool UnitFinder::meets_own(const Box& box) const {
    return m_all_are_own || !m_own_boxes.find(box).empty();
}

}  // namespace grid
