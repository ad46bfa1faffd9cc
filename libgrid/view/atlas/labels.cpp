#include "libgrid/view/atlas/labels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "libgrid/view/atlas/shapes.hpp"

namespace grid {

namespace {

constexpr double box_gap = 1.2;  ///< between two labels, and between a label and a line, in points

Size scaled(const Size& size, double factor) {
    return {size.width * factor, size.height * factor};
}

Box extent_of(std::span<const PageSegment> area, const Rect& frame) {
    Box box;
    for (const PageSegment& s : area) {
        box.add(s.a);
        box.add(s.b);
    }
    return {std::max(box.min_x, frame.x), std::max(box.min_y, frame.y), std::min(box.max_x, frame.right()),
            std::min(box.max_y, frame.bottom())};
}

double cross(const Point& o, const Point& a, const Point& b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

bool cross_each_other(const PageSegment& s, const PageSegment& t) {
    return cross(s.a, s.b, t.a) * cross(s.a, s.b, t.b) <= 0 && cross(t.a, t.b, s.a) * cross(t.a, t.b, s.b) <= 0;
}

/// The line from `from` to the edge of the box, towards its centre.
PageSegment leader_to(const Point& from, const Rect& box) {
    const Point to = box.centre();
    const double dx = std::abs(to.x - from.x) / (box.width / 2);
    const double dy = std::abs(to.y - from.y) / (box.height / 2);
    const double outside = 1 - 1 / std::max({dx, dy, 1.0});
    return {from, {from.x + (to.x - from.x) * outside, from.y + (to.y - from.y) * outside}};
}

}  // namespace

bool meets(const PageSegment& line, const Rect& box) {
    double from = 0;
    double to = 1;
    return clip_segment(line.a, line.b, box, from, to);
}

bool LabelPlacer::is_free(const Rect& box) const {
    const Rect grown = box.grown(box_gap);
    return m_frame.contains(box) &&
           std::ranges::none_of(m_boxes, [&](const Rect& other) { return other.meets(grown); }) &&
           std::ranges::none_of(m_lines, [&](const PageSegment& line) { return meets(line, grown); });
}

bool LabelPlacer::is_free(const PageSegment& line) const {
    return std::ranges::none_of(m_boxes, [&](const Rect& box) { return meets(line, box.grown(box_gap / 2)); }) &&
           std::ranges::none_of(m_lines, [&](const PageSegment& other) { return cross_each_other(line, other); });
}

LabelPlace LabelPlacer::take(LabelPlace place) {
    m_boxes.push_back(place.box);
    if (place.leader) m_lines.push_back(*place.leader);
    return place;
}

LabelPlace LabelPlacer::place_inside(std::span<const PageSegment> area, std::span<const LabelForm> forms) {
    const Box extent = extent_of(area, m_frame);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        const LabelForm& form = forms[i];
        if (form.letters.empty()) continue;
        const Size least = scaled(form.size, form.letters.back());
        if (extent.max_x - extent.min_x < least.width || extent.max_y - extent.min_y < least.height) continue;
        const auto best = largest_box(area, m_frame, form.size);
        if (!best) continue;
        for (const double letters : form.letters) {
            if (letters > best->scale) continue;
            const Rect box = centred(area, m_frame, rect_around(best->at, scaled(form.size, letters)));
            if (is_free(box)) return take({static_cast<int>(i), letters, box, std::nullopt});
        }
    }
    return {};
}

LabelPlace LabelPlacer::place_beside(std::span<const PageSegment> area, const LabelForm& form,
                                     std::span<const PageSegment> avoid, double reach) {
    const auto middle = largest_box(area, m_frame, {1, 1});
    if (!middle || form.letters.empty()) return {};
    const Size size = scaled(form.size, form.letters.front());
    LabelPlace best;
    double least = std::numeric_limits<double>::infinity();
    constexpr double cover_cost = 18;  // so much farther may a label be that covers nothing
    const double step = std::max(3.0, size.height / 3);
    for (double distance = size.height; distance <= reach && distance < least; distance += step) {
        constexpr int directions = 32;
        for (int i = 0; i < directions; ++i) {
            const double angle = 2 * std::numbers::pi * i / directions;
            const Point at{middle->at.x + std::cos(angle) * (distance + size.width / 2 - size.height / 2),
                           middle->at.y + std::sin(angle) * distance};
            const Rect box = rect_around(at, size);
            if (box.grown(box_gap).contains(middle->at) || !m_frame.contains(box)) continue;
            const double cost = distance + (is_inside(avoid, at) ? cover_cost : 0);
            if (cost >= least || !is_free(box)) continue;
            const PageSegment leader = leader_to(middle->at, box);
            if (!is_free(leader)) continue;
            least = cost;
            best = {0, form.letters.front(), box, leader};
        }
    }
    return best.found() ? take(best) : best;
}

LabelPlace LabelPlacer::place_at(std::span<const Point> centres, const LabelForm& form) {
    for (const Point& at : centres) {
        const Rect box = rect_around(at, scaled(form.size, form.letters.front()));
        if (is_free(box)) return take({0, form.letters.front(), box, std::nullopt});
    }
    return {};
}

}  // namespace grid
