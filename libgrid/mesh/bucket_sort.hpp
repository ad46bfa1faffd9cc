#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace grid {

/// Sorts items by bucket(item), a number in 0 .. buckets-1, and within a bucket by `less`: near-linear where buckets
/// are small, as they are for what meets at a vertex or along a segment.
template <typename Item, typename Bucket, typename Less>
void bucket_sort(std::vector<Item>& items, std::size_t buckets, Bucket&& bucket, Less&& less) {
    std::vector<std::size_t> first(buckets + 1, 0);
    for (const Item& item : items)
        ++first[static_cast<std::size_t>(bucket(item)) + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<Item> sorted(items.size());
    std::vector<std::size_t> cursor(first.begin(), first.end() - 1);
    for (const Item& item : items)
        sorted[cursor[static_cast<std::size_t>(bucket(item))]++] = item;
    items.swap(sorted);
    const auto at = [&items](std::size_t i) { return items.begin() + static_cast<std::ptrdiff_t>(i); };
    for (std::size_t b = 0; b < buckets; ++b) {
        if (first[b + 1] - first[b] > 1) std::sort(at(first[b]), at(first[b + 1]), less);
    }
}

}  // namespace grid
