#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Points in buckets, to find those near a place. Metres, in any plane.
class PointGrid {
public:
    explicit PointGrid(std::span<const Point> points);

    /// At most `count` points within `reach_m` of a place that pass the filter, nearest first, of several as near the
    /// one with the smaller index first: distance and index.
    template <typename Filter>
    [[nodiscard]] std::vector<std::pair<double, std::int32_t>> nearest(const Point& place, std::size_t count,
                                                                       double reach_m, Filter&& passes) const;

private:
    using Found = std::vector<std::pair<double, std::int32_t>>;

    [[nodiscard]] std::int64_t column_of(double x) const noexcept;
    [[nodiscard]] std::int64_t row_of(double y) const noexcept;
    [[nodiscard]] std::span<const std::int32_t> bucket(std::int64_t column, std::int64_t row) const;
    [[nodiscard]] double distance(const Point& place, std::int32_t point) const;
    /// Whether a square of that half width around the place holds all points.
    [[nodiscard]] bool covers_all(const Point& place, double half_m) const noexcept;
    static void keep_first(std::size_t count, Found& found);

    std::vector<Point> m_points;
    Box m_box;
    double m_size_m = 1;
    std::int64_t m_columns = 1;
    std::int64_t m_rows = 1;
    std::vector<std::int32_t> m_offsets;
    std::vector<std::int32_t> m_items;
};

template <typename Filter>
std::vector<std::pair<double, std::int32_t>> PointGrid::nearest(const Point& place, std::size_t count, double reach_m,
                                                                Filter&& passes) const {
    for (double half = m_size_m;; half *= 2) {
        const double within = half < reach_m ? half : reach_m;
        Found found;
        for (std::int64_t row = row_of(place.y - within); row <= row_of(place.y + within); ++row) {
            for (std::int64_t column = column_of(place.x - within); column <= column_of(place.x + within); ++column) {
                for (const std::int32_t point : bucket(column, row)) {
                    const double metres = distance(place, point);
                    if (metres <= within && passes(point)) found.emplace_back(metres, point);
                }
            }
        }
        if (found.size() >= count || within == reach_m || covers_all(place, within)) {
            keep_first(count, found);
            return found;
        }
    }
}

}  // namespace grid
