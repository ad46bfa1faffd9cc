#pragma once

#include <cstdint>

namespace grid::partition {

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same numbers on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) noexcept : m_state(seed) {}

    std::uint64_t next() noexcept {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }

    /// A number in 0 .. bound-1; bound >= 1. The bias is below bound / 2^32.
    std::int32_t below(std::int32_t bound) noexcept {
        return static_cast<std::int32_t>(((next() >> 32U) * static_cast<std::uint64_t>(bound)) >> 32U);
    }

private:
    std::uint64_t m_state;
};

}  // namespace grid::partition
