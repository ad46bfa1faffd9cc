#pragma once

// For segment_table.cpp only: what it keeps of rings and segments.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

struct RingRef {
    const Ring* ring = nullptr;
    std::int32_t owner = 0;
    bool clockwise = false;  ///< how it is to run, so that the interior (for units: the exterior) is on the left
    bool reversed = false;   ///< the file has it the other way round
    std::uint64_t hash = 0;
};

/// A segment by the hashes of its ends. Points that differ may have one hash, but looking each up in the features is
/// what would take the time: sums tell whether it has happened, and only then the points decide.
struct Entry {
    std::uint64_t low;   ///< the smaller of the hashes
    std::uint64_t high;  ///< the greater one
    std::uint32_t ring;
    std::uint32_t place;  ///< twice the position in the ring, plus one if the segment runs from high to low
    friend auto operator<=>(const Entry&, const Entry&) = default;

    [[nodiscard]] bool same_hashes(const Entry& other) const noexcept { return low == other.low && high == other.high; }
    [[nodiscard]] bool backwards() const noexcept { return (place & 1U) != 0; }
    [[nodiscard]] std::size_t position() const noexcept { return place >> 1U; }
};

/// What tells whether two entries are of one segment.
enum class By { hashes, points };

/// Sums of segment_sum(): of the features among themselves, and of those in units with the outlines of these.
struct Sums {
    std::uint64_t features = 0;
    std::uint64_t units = 0;
    friend bool operator==(const Sums&, const Sums&) = default;
    Sums& operator+=(const Sums& other) noexcept {
        features += other.features;
        units += other.units;
        return *this;
    }
};

/// Rings [first, last).
struct Block {
    std::size_t first = 0;
    std::size_t last = 0;
};

struct Leftover {
    std::int32_t unit = 0;
    Entry entry{};
};

struct Leftovers {
    std::vector<Entry> loose;
    std::vector<Leftover> of_units;
    std::vector<std::pair<std::int32_t, std::int32_t>> matched;
};

/// One member of a group of equal segments.
struct Member {
    Entry entry{};
    std::int32_t owner = 0;
    std::int32_t unit = 0;
    int direction = 0;
};

/// All segments of a feature, whatever their direction.
[[nodiscard]] inline std::vector<std::pair<Point, Point>> segments_of(const MultiPolygon& polygons) {
    std::vector<std::pair<Point, Point>> segments;
    const auto add = [&](const Ring& ring) {
        for (std::size_t i = 1; i < ring.size(); ++i) {
            if (ring[i] != ring[i - 1]) segments.emplace_back(std::minmax(ring[i - 1], ring[i]));
        }
    };
    for (const Polygon& polygon : polygons) {
        add(polygon.shell);
        std::ranges::for_each(polygon.holes, add);
    }
    std::ranges::sort(segments);
    return segments;
}

}  // namespace grid
