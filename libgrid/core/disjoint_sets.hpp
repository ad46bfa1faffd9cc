#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace grid {

/// Union-find over 0 .. n-1. The smallest member stands for its set.
class DisjointSets {
public:
    explicit DisjointSets(std::size_t n) : m_parent(n) { std::iota(m_parent.begin(), m_parent.end(), 0); }

    [[nodiscard]] std::int32_t find(std::int32_t i) {
        while (parent(i) != i) {
            parent(i) = parent(parent(i));
            i = parent(i);
        }
        return i;
    }

    void unite(std::int32_t a, std::int32_t b) {
        a = find(a);
        b = find(b);
        if (b < a) std::swap(a, b);
        parent(b) = a;
    }

private:
    std::int32_t& parent(std::int32_t i) { return m_parent[static_cast<std::size_t>(i)]; }

    std::vector<std::int32_t> m_parent;
};

}  // namespace grid
