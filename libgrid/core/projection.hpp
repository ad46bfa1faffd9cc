#pragma once

#include <memory>
#include <span>

#include "libgrid/core/geometry.hpp"

namespace grid {

/// Carries coordinates between the output CRS and the metric work plane of the run.
/// An object is used by one thread at a time; `clone()` makes one for another thread.
class Projection {
public:
    virtual ~Projection() = default;

    /// Output CRS -> work plane (metres). Throws GeometryError naming the first point that cannot be projected.
    virtual void to_work(std::span<Point> points) const = 0;

    /// Work plane -> output CRS, rounded to the fixed grid of new vertices (about 0.001 mm, a tenth of
    /// the mesh's), so that what is written, read and projected again is what was computed.
    virtual void to_output(std::span<Point> points) const = 0;

    [[nodiscard]] virtual std::unique_ptr<Projection> clone() const = 0;
};

}  // namespace grid
