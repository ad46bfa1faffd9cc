#pragma once

// For the files of this stage only: from OGR's geometries to ours.

#include <optional>
#include <vector>

#include "libgrid/io/gdal.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// The kind that a geometry type stands for; nothing for collections and the unknown type.
[[nodiscard]] std::optional<GeometryKind> kind_of(OGRwkbGeometryType type);

/// The kind of a geometry, that of the parts for a collection that has parts of one kind only.
[[nodiscard]] std::optional<GeometryKind> kind_of(const OGRGeometry& geometry);

/// Fills the member of `feature` for `kind`. Rings are closed. Returns false if the geometry, or a part of it, is of
/// another kind. Throws InputError without a place if a coordinate is not finite.
[[nodiscard]] bool take_geometry(const OGRGeometry& geometry, GeometryKind kind, Feature& feature);

enum class Taken { all, part, nothing };

/// The same for the kind of most dimensions among `kinds` of which the geometry has a part; other parts are left out.
/// An empty geometry is of any kind.
[[nodiscard]] Taken take_fitting(const OGRGeometry& geometry, const std::vector<GeometryKind>& kinds, Feature& feature);

/// The kind among `kinds` that take_fitting() would take.
[[nodiscard]] std::optional<GeometryKind> fitting_kind(const OGRGeometry& geometry,
                                                       const std::vector<GeometryKind>& kinds);

}  // namespace grid::io
