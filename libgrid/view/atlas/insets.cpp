#include "libgrid/view/atlas/insets.hpp"

#include <algorithm>

namespace grid {

namespace {

constexpr std::size_t most_insets = 3;
constexpr double least_gain = 2;       ///< the map becomes so much larger, at least
constexpr double reach_of_side = 0.5;  ///< what is farther than so much of the longer side is far

double longer_side(const Box& box) {
    return std::max(box.max_x - box.min_x, box.max_y - box.min_y);
}

double gap_between(const Box& a, const Box& b) {
    return std::max({a.min_x - b.max_x, b.min_x - a.max_x, a.min_y - b.max_y, b.min_y - a.max_y, 0.0});
}

void widen(Box& box, const Box& other) {
    box.add({other.min_x, other.min_y});
    box.add({other.max_x, other.max_y});
}

/// The box of the first of `left` and all that belongs to it; what does not stays in `left`, in its order.
Box take_together(std::span<const Box> boxes, std::vector<std::size_t>& left) {
    Box together = boxes[left.front()];
    left.erase(left.begin());
    for (bool grows = true; grows;) {
        const auto is_near = [&](std::size_t i) {
            return gap_between(together, boxes[i]) <= reach_of_side * longer_side(together);
        };
        const auto far = std::ranges::stable_partition(left, [&](std::size_t i) { return !is_near(i); });
        grows = !far.empty();
        for (const std::size_t i : far)
            widen(together, boxes[i]);
        left.erase(far.begin(), far.end());
    }
    return together;
}

}  // namespace

MapParts split_far_parts(std::span<const Box> boxes, std::span<const double> areas) {
    MapParts all;
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].empty()) continue;
        widen(all.main, boxes[i]);
        left.push_back(i);
    }
    if (left.empty()) return all;
    std::ranges::stable_sort(left, std::ranges::greater(), [areas](std::size_t i) { return areas[i]; });
    MapParts parts;
    parts.main = take_together(boxes, left);
    while (!left.empty() && parts.far.size() <= most_insets)
        parts.far.push_back(take_together(boxes, left));
    const bool pays = longer_side(all.main) >= least_gain * longer_side(parts.main);
    return pays && parts.far.size() <= most_insets ? parts : all;
}

// The main part with its strip has margins of 4 % (frame_of()) and stands in the middle of the frame. Were it as wide
// as the frame, it would end at 0.70 of it, before the strip; in a wider frame it ends farther to the left.
Box with_strip(const Box& main) {
    constexpr double share = 0.4;  // of the width of the main part
    Box box = main;
    box.max_x += share * std::max(main.max_x - main.min_x, 1.0);
    return box;
}

std::vector<Rect> inset_places(const Rect& frame, std::size_t count) {
    constexpr double width = 0.26;  // of the frame, as the next
    constexpr double height = 0.29;
    constexpr double margin = 0.02;
    std::vector<Rect> places;
    for (std::size_t i = 0; i < count; ++i) {
        places.push_back({frame.right() - (width + margin) * frame.width,
                          frame.y + (margin + static_cast<double>(i) * (height + margin)) * frame.height,
                          width * frame.width, height * frame.height});
    }
    return places;
}

}  // namespace grid
