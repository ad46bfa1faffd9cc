#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Counts sites inside of areas and outside, and keeps a sample of either: those places whose hash is least, so that
/// the sample depends neither on the order of the sites nor on who counts them.
class DatumSample {
public:
    /// Most places that are kept of either kind.
    static constexpr std::size_t most = 20'000;

    struct Part {
        std::int64_t count = 0;
        std::vector<Point> places;  ///< all of them up to `most`, else as many, ascending

        /// So many sites stand for one place of the sample.
        [[nodiscard]] double weight() const {
            return places.empty() ? 0 : static_cast<double>(count) / static_cast<double>(places.size());
        }
        [[nodiscard]] bool is_whole() const { return static_cast<std::size_t>(count) == places.size(); }
    };

    void add(const Point& at, bool is_inside) { (is_inside ? m_inside : m_outside).add(at); }
    [[nodiscard]] Part inside() const { return m_inside.part(); }
    [[nodiscard]] Part outside() const { return m_outside.part(); }

private:
    using Entry = std::pair<std::uint64_t, Point>;

    struct Keeper {
        std::int64_t count = 0;
        std::vector<Entry> entries;           ///< up to twice `most`, those of least hash among them
        std::uint64_t greatest = UINT64_MAX;  ///< no hash above it is kept

        void add(const Point& at);
        void drop_most();
        [[nodiscard]] Part part() const;
    };

    Keeper m_inside;
    Keeper m_outside;
};

}  // namespace grid
