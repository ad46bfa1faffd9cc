#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Finds polygons by their boxes.
class PolygonIndex {
public:
    /// `polygons` must outlive the index.
    explicit PolygonIndex(std::span<const MultiPolygon> polygons);
    PolygonIndex(PolygonIndex&&) noexcept;
    PolygonIndex& operator=(PolygonIndex&&) noexcept;
    ~PolygonIndex();

    /// Those whose box meets `box`, ascending.
    [[nodiscard]] std::vector<std::int32_t> meeting(const Box& box) const;
    /// Those that hold the point, their borders included, ascending. Exact.
    [[nodiscard]] std::vector<std::int32_t> holding(const Point& point) const;

private:
    struct Tree;
    std::span<const MultiPolygon> m_polygons;
    std::unique_ptr<Tree> m_tree;
};

/// Polygons as GEOS can work with them: invalid ones are made valid when they are first asked for. One thread.
class ValidShapes {
public:
    explicit ValidShapes(std::span<const MultiPolygon> polygons) : m_polygons(polygons) {}

    [[nodiscard]] const MultiPolygon& of(std::int32_t i);
    [[nodiscard]] bool is_valid(std::int32_t i);

private:
    /// Nothing for a valid one.
    const std::optional<MultiPolygon>& mended(std::int32_t i);

    std::span<const MultiPolygon> m_polygons;
    std::map<std::int32_t, std::optional<MultiPolygon>> m_mended;
};

}  // namespace grid
