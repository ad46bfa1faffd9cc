#include "libgrid/layer/datum_sample.hpp"

#include <algorithm>
#include <bit>

namespace grid {

namespace {

/// Sebastiano Vigna's mixer of SplitMix64.
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31U);
}

std::uint64_t hash_of(const Point& at) {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
    return mixed(mixed(std::bit_cast<std::uint64_t>(at.x + 0.0) + golden) + std::bit_cast<std::uint64_t>(at.y + 0.0));
}

}  // namespace

void DatumSample::Keeper::add(const Point& at) {
    ++count;
    const std::uint64_t hash = hash_of(at);
    if (hash > greatest) return;
    entries.emplace_back(hash, at);
    if (entries.size() == 2 * most) drop_most();
}

void DatumSample::Keeper::drop_most() {
    std::nth_element(entries.begin(), entries.begin() + (most - 1), entries.end());
    entries.resize(most);
    greatest = entries[most - 1].first;
}

DatumSample::Part DatumSample::Keeper::part() const {
    Keeper kept = *this;
    if (kept.entries.size() > most) kept.drop_most();
    Part part;
    part.count = count;
    for (const auto& [hash, at] : kept.entries)
        part.places.push_back(at);
    std::sort(part.places.begin(), part.places.end());
    return part;
}

}  // namespace grid
