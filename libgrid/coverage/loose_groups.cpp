#include "libgrid/coverage/loose_groups.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace grid {

namespace {

double low(const LooseSegment& s, double Point::*axis) {
    return std::min(s.a.*axis, s.b.*axis);
}
double high(const LooseSegment& s, double Point::*axis) {
    return std::max(s.a.*axis, s.b.*axis);
}

/// Sorts along the axis; the places where a group begins, the first one apart. Only an empty stretch of some share of
/// the whole is worth a division.
std::vector<std::size_t> cuts(std::vector<LooseSegment>& segments, double Point::*axis, double apart) {
    constexpr double share = 1.0 / 16;
    std::ranges::stable_sort(segments, {}, [axis](const LooseSegment& s) { return low(s, axis); });
    double end = low(segments.front(), axis);
    for (const LooseSegment& s : segments)
        end = std::max(end, high(s, axis));
    const double least = std::max(apart, (end - low(segments.front(), axis)) * share);
    std::vector<std::size_t> places;
    double reached = high(segments.front(), axis);
    for (std::size_t i = 1; i < segments.size(); ++i) {
        if (low(segments[i], axis) - reached > least) places.push_back(i);
        reached = std::max(reached, high(segments[i], axis));
    }
    return places;
}

void divide(std::vector<LooseSegment> segments, double apart, int depth, std::vector<std::vector<LooseSegment>>& out) {
    constexpr int deepest = 24;
    for (double Point::*axis : {&Point::x, &Point::y}) {
        if (depth == deepest) break;
        std::vector<std::size_t> places = cuts(segments, axis, apart);
        if (places.empty()) continue;
        places.push_back(segments.size());
        std::size_t first = 0;
        for (const std::size_t last : places) {
            divide({segments.begin() + static_cast<std::ptrdiff_t>(first),
                    segments.begin() + static_cast<std::ptrdiff_t>(last)},
                   apart, depth + 1, out);
            first = last;
        }
        return;
    }
    out.push_back(std::move(segments));
}

}  // namespace

std::vector<std::vector<LooseSegment>> divide_into_groups(std::vector<LooseSegment> segments, double apart) {
    std::vector<std::vector<LooseSegment>> groups;
    if (!segments.empty()) divide(std::move(segments), apart, 0, groups);
    return groups;
}

}  // namespace grid
