#include "libgrid/layer/whole_numbers.hpp"

#include <algorithm>
#include <numeric>

namespace grid {

std::vector<std::int64_t> to_whole_numbers(const std::vector<Count>& counts) {
    Count whole = 0;
    Count fractions = 0;
    for (const Count count : counts) {
        whole += count / count_scale;
        fractions += count % count_scale;
    }
    return to_whole_numbers(counts, whole + (fractions + count_scale / 2) / count_scale);
}

std::vector<std::int64_t> to_whole_numbers(const std::vector<Count>& counts, std::int64_t sum) {
    std::vector<std::int64_t> whole(counts.size());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        whole[i] = counts[i] / count_scale;
        if (counts[i] % count_scale != 0) order.push_back(i);
    }
    const auto missing = static_cast<std::size_t>(sum - std::accumulate(whole.begin(), whole.end(), std::int64_t{0}));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] % count_scale > counts[b] % count_scale; });
    for (std::size_t i = 0; i < missing; ++i)
        ++whole[order[i]];
    return whole;
}

}  // namespace grid
