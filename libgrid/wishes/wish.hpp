#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// What a planner asks of a plan at a place. In the order in which they count: where two contradict each other, the
/// one that comes first here is met, of one kind the one that comes first in the input.
enum class WishKind {
    lock,       ///< this ground is a grid, as it is
    no_grid,    ///< this ground counts nothing, and goes to a neighbour when all else is divided
    pin,        ///< what lies here belongs to that previous grid
    together,   ///< what lies here, or in all areas of the group, is in one grid
    no_border,  ///< no border runs through it, or over it
    centre,     ///< no grid has two of them
    apart,      ///< no grid has something of two of the group
    border      ///< what lies on both sides is in different grids
};

/// As it is written in the field `wish`: `no_border`.
[[nodiscard]] const char* name_of(WishKind kind);

/// Whatever the case; nullopt for a word that is none of them.
[[nodiscard]] std::optional<WishKind> wish_kind_of(std::string_view name);

/// All names, for messages.
[[nodiscard]] std::string wish_kind_names();

/// One wish: a feature of a layer. Output CRS; at most one of the geometries is filled.
struct Wish {
    WishKind kind = WishKind::together;
    std::string group;           ///< of together and apart: those with one group are one wish
    std::string grid_code;       ///< of lock, pin and centre: a previous grid
    std::string name;            ///< of centre: that of its grid
    std::int32_t previous = -1;  ///< the previous grid that grid_code names; -1: none
    Place place;                 ///< of the feature
    std::vector<Point> points;
    MultiLineString lines;
    MultiPolygon polygons;
    Box box;  ///< of the geometry; empty: it has none

    /// A point of its geometry, to show it at.
    [[nodiscard]] std::optional<Point> at() const;
};

/// A wish that is not met, and why.
struct MissedWish {
    std::int32_t wish = 0;
    Message reason;
};

}  // namespace grid
