#include "dice.hpp"

namespace province {

namespace {

std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ULL;

}  // namespace

std::uint64_t hash(std::initializer_list<std::uint64_t> numbers) {
    std::uint64_t state = golden;
    for (const std::uint64_t number : numbers)
        state = mix(state + golden + number);
    return state;
}

std::uint64_t Dice::next() {
    m_state += golden;
    return mix(m_state);
}

double Dice::uniform() {
    return static_cast<double>(next() >> 11) * 0x1p-53;
}

int Dice::whole(int low, int high) {
    return low + static_cast<int>(uniform() * (high - low + 1));
}

double Dice::bell() {
    constexpr double scale = 1.7320508075688772;  // a sum of four uniforms has the variance 1/3
    return scale * (uniform() + uniform() + uniform() + uniform() - 2);
}

}  // namespace province
