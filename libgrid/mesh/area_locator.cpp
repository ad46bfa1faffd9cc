#include "libgrid/mesh/area_locator.hpp"

#include <algorithm>
#include <cmath>

namespace grid {

AreaLocator::Slabs AreaLocator::make_slabs(const std::vector<LatticeArea>& polygons) {
    Slabs slabs;
    std::vector<Segment> segments;
    for (const LatticeArea& area : polygons) {
        for (const auto& ring : area.rings) {
            for (std::size_t i = 0; i < ring.size(); ++i) {
                Segment s{ring[i], ring[(i + 1) % ring.size()]};
                if (s.p.y > s.q.y) std::swap(s.p, s.q);
                if (segments.empty()) slabs.box = {s.p, s.p};
                slabs.box.add(s.p);
                slabs.box.add(s.q);
                segments.push_back(s);
            }
        }
    }
    if (segments.empty()) return slabs;
    const auto count = static_cast<std::int64_t>(std::max<std::size_t>(1, segments.size() / 4));
    slabs.height = (slabs.box.max.y - slabs.box.min.y) / count + 1;
    const auto slab = [&](std::int64_t y) { return static_cast<std::size_t>((y - slabs.box.min.y) / slabs.height); };
    slabs.offsets.assign(slab(slabs.box.max.y) + 2, 0);
    for (const Segment& s : segments) {
        for (std::size_t i = slab(s.p.y); i <= slab(s.q.y); ++i)
            ++slabs.offsets[i + 1];
    }
    for (std::size_t i = 1; i < slabs.offsets.size(); ++i)
        slabs.offsets[i] += slabs.offsets[i - 1];
    slabs.segments.resize(static_cast<std::size_t>(slabs.offsets.back()));
    std::vector<std::int32_t> cursor(slabs.offsets.begin(), slabs.offsets.end() - 1);
    for (const Segment& s : segments) {
        for (std::size_t i = slab(s.p.y); i <= slab(s.q.y); ++i)
            slabs.segments[static_cast<std::size_t>(cursor[i]++)] = s;
    }
    return slabs;
}

bool AreaLocator::Slabs::holds(const LatticePoint& point) const {
    if (segments.empty() || !box.meets({point, point})) return false;
    const auto slab = static_cast<std::size_t>((point.y - box.min.y) / height);
    bool inside = false;
    for (auto i = static_cast<std::size_t>(offsets[slab]); i < static_cast<std::size_t>(offsets[slab + 1]); ++i) {
        const Segment& s = segments[i];
        if (point.y < s.p.y || point.y > s.q.y) continue;
        const int side = orientation(s.p, s.q, point);
        if (side == 0 && point.x >= std::min(s.p.x, s.q.x) && point.x <= std::max(s.p.x, s.q.x))
            return true;                                    // on the border
        if (point.y < s.q.y && side < 0) inside = !inside;  // a ray to the left meets the segment
    }
    return inside;
}

bool AreaLocator::Slabs::has_border_within(const LatticePoint& point, std::int64_t reach) const {
    if (segments.empty()) return false;
    const auto near = [&](const Segment& s) {
        const double dx = static_cast<double>(s.q.x - s.p.x);
        const double dy = static_cast<double>(s.q.y - s.p.y);
        const double px = static_cast<double>(point.x - s.p.x);
        const double py = static_cast<double>(point.y - s.p.y);
        const double squared = dx * dx + dy * dy;
        const double t = squared > 0 ? std::clamp((px * dx + py * dy) / squared, 0.0, 1.0) : 0.0;
        return std::hypot(px - t * dx, py - t * dy) <= static_cast<double>(reach);
    };
    const auto first = static_cast<std::size_t>(offsets[slab_of(point.y - reach)]);
    const auto last = static_cast<std::size_t>(offsets[slab_of(point.y + reach) + 1]);
    for (std::size_t i = first; i < last; ++i) {
        const Segment& s = segments[i];
        if (point.y + reach < s.p.y || point.y - reach > s.q.y) continue;
        if (near(s)) return true;
    }
    return false;
}

namespace {

template <typename Areas>
BoxIndex make_index(const Areas& areas) {
    std::vector<BoxIndex::Entry> entries;
    for (std::size_t i = 0; i < areas.size(); ++i) {
        if (!areas[i].segments.empty()) entries.emplace_back(areas[i].box, static_cast<std::int32_t>(i));
    }
    return BoxIndex(entries);
}

}  // namespace

AreaLocator::AreaLocator(const std::vector<std::vector<LatticeArea>>& areas)
    : m_areas([&] {
          std::vector<Slabs> all;
          all.reserve(areas.size());
          for (const auto& polygons : areas)
              all.push_back(make_slabs(polygons));
          return all;
      }()),
      m_boxes(make_index(m_areas)) {}

std::int32_t AreaLocator::find(const LatticePoint& point) const {
    for (const std::int32_t i : m_boxes.find({point, point})) {
        if (m_areas[static_cast<std::size_t>(i)].holds(point)) return i;
    }
    return -1;
}

std::vector<AreaLocator::Hit> AreaLocator::find_all(const LatticePoint& point, std::int64_t reach) const {
    std::vector<Hit> hits;
    for (const std::int32_t i :
         m_boxes.find({{point.x - reach, point.y - reach}, {point.x + reach, point.y + reach}})) {
        const Slabs& area = m_areas[static_cast<std::size_t>(i)];
        const bool on_border = area.has_border_within(point, reach);
        if (on_border || area.holds(point)) hits.push_back({i, on_border});
    }
    return hits;
}

}  // namespace grid
