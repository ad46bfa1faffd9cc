#include "libgrid/mesh/area_locator.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/predicates.hpp"

namespace grid {

namespace {

template <typename Visit>
void for_sides(const MultiPolygon& polygons, Visit&& visit) {
    const auto add = [&visit](const Ring& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (ring[i - 1] == ring[i]) continue;
            const bool upward = ring[i - 1].y <= ring[i].y;
            visit(upward ? ring[i - 1] : ring[i], upward ? ring[i] : ring[i - 1]);
        }
    };
    for (const Polygon& polygon : polygons) {
        add(polygon.shell);
        for (const Ring& hole : polygon.holes)
            add(hole);
    }
}

template <typename Areas>
BoxIndex index_of(const Areas& areas) {
    std::vector<BoxIndex::Entry> entries;
    for (std::size_t i = 0; i < areas.size(); ++i)
        entries.emplace_back(areas[i].box, static_cast<std::int32_t>(i));
    return BoxIndex(entries);
}

}  // namespace

AreaLocator::Slabs AreaLocator::make_slabs(const MultiPolygon& polygons) {
    Slabs slabs;
    std::vector<Side> sides;
    for_sides(polygons, [&](const Point& low, const Point& high) {
        slabs.box.add(low);
        slabs.box.add(high);
        sides.emplace_back(low, high);
    });
    if (sides.empty()) return slabs;
    const std::size_t count = std::max<std::size_t>(1, sides.size() / 4);
    slabs.offsets.assign(count + 1, 0);
    slabs.height = (slabs.box.max_y - slabs.box.min_y) / static_cast<double>(count);
    for (const Side& s : sides) {
        for (std::size_t i = slabs.slab_of(s.first.y); i <= slabs.slab_of(s.second.y); ++i)
            ++slabs.offsets[i + 1];
    }
    for (std::size_t i = 1; i < slabs.offsets.size(); ++i)
        slabs.offsets[i] += slabs.offsets[i - 1];
    slabs.sides.resize(static_cast<std::size_t>(slabs.offsets.back()));
    std::vector<std::int32_t> cursor(slabs.offsets.begin(), slabs.offsets.end() - 1);
    for (const Side& s : sides) {
        for (std::size_t i = slabs.slab_of(s.first.y); i <= slabs.slab_of(s.second.y); ++i)
            slabs.sides[static_cast<std::size_t>(cursor[i]++)] = s;
    }
    return slabs;
}

std::size_t AreaLocator::Slabs::slab_of(double y) const {
    const std::size_t last = offsets.size() - 2;
    if (!(y > box.min_y) || !(height > 0)) return 0;
    return std::min(last, static_cast<std::size_t>((std::min(y, box.max_y) - box.min_y) / height));
}

template <typename Visit>
void AreaLocator::Slabs::for_slab(double y, Visit&& visit) const {
    const std::size_t slab = slab_of(y);
    for (auto i = static_cast<std::size_t>(offsets[slab]); i < static_cast<std::size_t>(offsets[slab + 1]); ++i)
        visit(sides[i]);
}

// A ray to the west, a little above the point, meets the sides that begin at its height or below and end above; a side
// through the point itself lies to the west of what is just to the east.
bool AreaLocator::Slabs::holds_east(const Point& point) const {
    bool inside = false;
    for_slab(point.y, [&](const Side& s) {
        if (s.first.y <= point.y && point.y < s.second.y && orientation(s.first, s.second, point) <= 0)
            inside = !inside;
    });
    return inside;
}

const Point* AreaLocator::Slabs::first_border(const Point& point) const {
    const Point* first = nullptr;
    const auto look = [&](const Point& direction) {
        if (direction == point) return;
        if (first == nullptr || counter_clockwise_before(point, direction, *first)) first = &direction;
    };
    for_slab(point.y, [&](const Side& s) {
        const auto [west, east] = std::minmax(s.first.x, s.second.x);
        if (point.y < s.first.y || point.y > s.second.y || point.x < west || point.x > east) return;
        if (orientation(s.first, s.second, point) != 0) return;
        look(s.first);
        look(s.second);
    });
    return first;
}

bool AreaLocator::Slabs::has_border_within(const Point& point, double reach_m, const MetricScale& scale) const {
    if (sides.empty()) return false;
    const double reach = reach_m / scale.y;
    const auto first = static_cast<std::size_t>(offsets[slab_of(point.y - reach)]);
    const auto last = static_cast<std::size_t>(offsets[slab_of(point.y + reach) + 1]);
    for (std::size_t i = first; i < last; ++i) {
        const auto& [low, high] = sides[i];
        if (point.y + reach < low.y || point.y - reach > high.y) continue;
        if (scale.distance(point, low, high) <= reach_m) return true;
    }
    return false;
}

AreaLocator::AreaLocator(const std::vector<std::reference_wrapper<const MultiPolygon>>& areas)
    : m_areas([&] {
          std::vector<Slabs> all;
          all.reserve(areas.size());
          for (const MultiPolygon& polygons : areas)
              all.push_back(make_slabs(polygons));
          return all;
      }()),
      m_boxes(index_of(m_areas)) {}

AreaLocator::AreaLocator(const std::vector<MultiPolygon>& areas)
    : AreaLocator(std::vector<std::reference_wrapper<const MultiPolygon>>(areas.begin(), areas.end())) {}

std::int32_t AreaLocator::find(const Point& point) const {
    const std::vector<std::int32_t> near = m_boxes.find({point.x, point.y, point.x, point.y});
    for (const std::int32_t i : near) {
        if (m_areas[static_cast<std::size_t>(i)].holds_east(point)) return i;
    }
    std::int32_t best = -1;
    const Point* first = nullptr;
    for (const std::int32_t i : near) {
        const Point* border = m_areas[static_cast<std::size_t>(i)].first_border(point);
        if (border == nullptr) continue;
        if (best >= 0 && !counter_clockwise_before(point, *border, *first)) continue;
        best = i;
        first = border;
    }
    return best;
}

std::vector<AreaLocator::Hit> AreaLocator::find_all(const Point& point, double reach_m,
                                                    const MetricScale& scale) const {
    const double x = reach_m / scale.x;
    const double y = reach_m / scale.y;
    std::vector<Hit> hits;
    for (const std::int32_t i : m_boxes.find({point.x - x, point.y - y, point.x + x, point.y + y})) {
        const Slabs& area = m_areas[static_cast<std::size_t>(i)];
        const bool on_border = area.has_border_within(point, reach_m, scale);
        if (on_border || area.holds_east(point)) hits.push_back({i, on_border});
    }
    return hits;
}

}  // namespace grid
