#pragma once

#include <cstdint>

namespace grid::test {

/// splitmix64: the same numbers everywhere.
struct Random {
    std::uint64_t state;
    std::uint64_t operator()() {
        std::uint64_t z = state += 0x9e3779b97f4a7c15U;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }
    /// In [-1, 1).
    double signed_unit() { return static_cast<double>((*this)() >> 11U) * 0x1p-52 - 1; }
};

}  // namespace grid::test
