#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "libgrid/mesh/lattice.hpp"

namespace grid {

struct LatticeHash {
    std::size_t operator()(const LatticePoint& p) const noexcept {
        // Unsigned, for the products are meant to wrap.
        const auto x = static_cast<std::uint64_t>(p.x) * 0x9E3779B97F4A7C15ULL;
        const auto y = static_cast<std::uint64_t>(p.y) * 0xC2B2AE3D27D4EB4FULL;
        return static_cast<std::size_t>((x ^ (x >> 29U)) + (y ^ (y >> 31U)));
    }
};

/// Points that can be found by a place nearby: a hash of square buckets, so wide that mostly one is within reach.
class NearPoints {
public:
    /// `expected`: so many points at most are added.
    NearPoints(const MetricScale& metres, double reach_m, std::size_t expected)
        : m_metres(metres),
          m_reach_m(reach_m),
          m_reach{steps(reach_m, metres.x), steps(reach_m, metres.y)},
          m_width{reaches_wide * m_reach.x, reaches_wide * m_reach.y},
          m_head(std::bit_ceil(4 * expected + 1), -1) {
        m_items.reserve(expected);
    }

    void add(const LatticePoint& point) {
        std::int32_t& head = m_head[slot(bucket(point))];
        m_items.push_back({point, head});
        head = static_cast<std::int32_t>(m_items.size()) - 1;
    }

    /// The nearest point within reach; of several as near the smallest.
    [[nodiscard]] std::optional<LatticePoint> nearest(const LatticePoint& place) const {
        std::optional<LatticePoint> best;
        double best_m = m_reach_m;
        const LatticePoint first = bucket({place.x - m_reach.x, place.y - m_reach.y});
        const LatticePoint last = bucket({place.x + m_reach.x, place.y + m_reach.y});
        for (std::int64_t column = first.x; column <= last.x; ++column) {
            for (std::int64_t row = first.y; row <= last.y; ++row) {
                std::int32_t i = m_head[slot({column, row})];
                for (; i >= 0; i = m_items[static_cast<std::size_t>(i)].next) {  // others of the same slot are too far
                    const LatticePoint& at = m_items[static_cast<std::size_t>(i)].at;
                    const double dx = static_cast<double>(at.x - place.x) * m_metres.x;
                    const double dy = static_cast<double>(at.y - place.y) * m_metres.y;
                    const double far = std::sqrt(dx * dx + dy * dy);
                    if (far > best_m || (best && far == best_m && *best <= at)) continue;
                    best_m = far;
                    best = at;
                }
            }
        }
        return best;
    }

    /// In the order in which they were added.
    template <typename Visit>
    void for_each(Visit&& visit) const {
        for (const Item& item : m_items)
            visit(item.at);
    }

private:
    struct Item {
        LatticePoint at;
        std::int32_t next = -1;
    };

    static constexpr std::int64_t reaches_wide = 8;

    static std::int64_t steps(double reach_m, double step_m) {
        return std::max<std::int64_t>(1, std::llround(std::ceil(reach_m / step_m)));
    }
    [[nodiscard]] std::size_t slot(const LatticePoint& bucket) const noexcept {
        return LatticeHash()(bucket) & (m_head.size() - 1);
    }
    [[nodiscard]] LatticePoint bucket(const LatticePoint& p) const noexcept {
        const auto floor_divide = [](std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); };
        return {floor_divide(p.x, m_width.x), floor_divide(p.y, m_width.y)};
    }

    MetricScale m_metres;
    double m_reach_m;
    LatticePoint m_reach;  ///< steps
    LatticePoint m_width;  ///< of a bucket, steps
    std::vector<Item> m_items;
    std::vector<std::int32_t> m_head;  ///< by slot: the last item added, or -1
};

}  // namespace grid
