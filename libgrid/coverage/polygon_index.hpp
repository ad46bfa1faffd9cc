#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "libgrid/core/geometry.hpp"
#include "libgrid/coverage/feature_shapes.hpp"
#include "libgrid/mesh/box_index.hpp"

namespace grid {

/// Finds polygons by their boxes.
class PolygonIndex {
public:
    /// `polygons` must outlive the index.
    explicit PolygonIndex(FeatureShapes polygons);

    /// Those whose box meets `box`, ascending.
    [[nodiscard]] std::vector<std::int32_t> meeting(const Box& box) const { return m_boxes.find(box); }
    /// Those that hold the point, their borders included, ascending. Exact.
    [[nodiscard]] std::vector<std::int32_t> holding(const Point& point) const;

private:
    FeatureShapes m_polygons;
    BoxIndex m_boxes;
};

/// Polygons as GEOS can work with them: invalid ones are made valid when they are first asked for, unless all are valid
/// already. One thread.
class ValidShapes {
public:
    explicit ValidShapes(FeatureShapes polygons) : m_polygons(polygons) {}

    [[nodiscard]] const MultiPolygon& of(std::int32_t i);
    /// Whether it was valid when it was given.
    [[nodiscard]] bool is_valid(std::int32_t i);

private:
    /// Nothing for a valid one.
    const std::optional<MultiPolygon>& mended(std::int32_t i);

    FeatureShapes m_polygons;
    std::map<std::int32_t, std::optional<MultiPolygon>> m_mended;
};

}  // namespace grid
