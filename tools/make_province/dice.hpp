#pragma once

#include <cstdint>
#include <initializer_list>

namespace province {

/// A hash of a few numbers (the finaliser of SplitMix64, chained): the source of all chance here. What is drawn for a
/// thing depends on its numbers alone, so that neighbours draw the same for what they share, in any order.
[[nodiscard]] std::uint64_t hash(std::initializer_list<std::uint64_t> numbers);

/// A stream of numbers that starts from a hash.
class Dice {
public:
    explicit Dice(std::uint64_t start) : m_state(start) {}

    [[nodiscard]] std::uint64_t next();
    [[nodiscard]] double uniform();  ///< in [0, 1)
    [[nodiscard]] double between(double low, double high) { return low + (high - low) * uniform(); }
    [[nodiscard]] int whole(int low, int high);  ///< both included
    [[nodiscard]] double bell();                 ///< mean 0, variance 1, never beyond 3.5: a sum of four uniforms

private:
    std::uint64_t m_state;
};

}  // namespace province
