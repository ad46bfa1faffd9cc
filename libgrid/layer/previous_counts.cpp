#include "libgrid/layer/previous_counts.hpp"

#include <algorithm>

namespace grid {

namespace {

/// Numbers of grids with a mean from `lower` to `upper`.
struct Span {
    Count least = 1;
    Count most = 1;
};

Span span_of(const GroupBefore& before, Count lower, Count upper) {
    return {std::max<Count>(1, (before.households + upper - 1) / upper),
            lower > 0 ? std::min<Count>(before.cells, before.households / lower) : before.cells};
}

}  // namespace

std::vector<std::int32_t> counts_after(const GroupBefore& before, std::int32_t count, const GridSize& size) {
    constexpr std::int32_t small = 12;
    Span span = span_of(before, size.min, size.max);
    if (span.least > span.most) return {count};
    const Count room = (size.max - size.min) / 5;
    const Span inner = span_of(before, size.min + room, size.max - room);
    if (inner.least <= inner.most) span = inner;
    Count same = 0;
    Count natural = 0;
    Count rest = 0;  // of grids too small to stay alone
    for (const Count held : before.held) {
        const bool is_piece = 2 * held < size.min;  // the rest of it lies elsewhere
        same += is_piece ? 0 : 1;
        if (held < size.min || held == 0) {
            rest += held;
        } else {
            const Count pieces = (held + size.max - 1) / size.max;
            natural += held / pieces >= size.min ? pieces : 1;
        }
    }
    natural += (rest + size.target / 2) / size.target;
    std::vector<Count> wanted{same, natural};
    if (same <= small) wanted.insert(wanted.end(), {same - 1, same + 1});
    std::vector<std::int32_t> counts;
    for (const Count c : wanted)
        counts.push_back(static_cast<std::int32_t>(std::clamp(c, span.least, span.most)));
    std::sort(counts.begin(), counts.end());
    counts.erase(std::unique(counts.begin(), counts.end()), counts.end());
    return counts;
}

}  // namespace grid
