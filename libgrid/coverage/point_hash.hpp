#pragma once

#include <bit>
#include <cstdint>

#include "libgrid/core/geometry.hpp"

namespace grid {

[[nodiscard]] inline std::uint64_t mix(std::uint64_t h) noexcept {
    h = (h ^ (h >> 32U)) * 0xd6e8feb86659fd93U;
    h = (h ^ (h >> 32U)) * 0xd6e8feb86659fd93U;
    return h ^ (h >> 32U);
}

[[nodiscard]] inline std::uint64_t hash_of(const Point& p) noexcept {
    // -0 equals 0 and must have its hash.
    const auto x = std::bit_cast<std::uint64_t>(p.x + 0.0);
    const auto y = std::bit_cast<std::uint64_t>(p.y + 0.0);
    return mix(x + 0x9e3779b97f4a7c15U * mix(y));
}

/// A number for a directed segment, from another hash than hash_of(): that of the same segment the other way round is
/// its opposite. So the sum over segments tells whether those that were cancelled were really the same.
[[nodiscard]] inline std::uint64_t segment_sum(const Point& a, const Point& b) noexcept {
    const auto end = [](const Point& p) {
        const auto x = std::bit_cast<std::uint64_t>(p.x + 0.0);
        const auto y = std::bit_cast<std::uint64_t>(p.y + 0.0);
        return y + std::rotl(x * 0xa0761d6478bd642fU, 29);
    };
    const std::uint64_t from = end(a);
    const std::uint64_t to = end(b);
    return mix(from * 0xe7037ed1a0b428dbU + to) - mix(to * 0xe7037ed1a0b428dbU + from);
}

}  // namespace grid
