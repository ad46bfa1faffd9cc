#pragma once

#include <optional>
#include <string>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/geometry.hpp"
#include "libgrid/core/message.hpp"

namespace grid {

/// Two CRS between whose datums no transformation is known: coordinates are carried over as if the datums were one.
struct UnknownShift {
    std::string from;  ///< name of the datum's geographic CRS
    std::string to;
    /// How far off places may be, if transformations of the same datum that were made for other regions tell.
    std::optional<double> about_m;
};

/// Whether PROJ has only a ballpark transformation from one CRS to the other at `at` (in the first). Not told between
/// datums that are both fixed to the centre of the Earth (their ellipsoid is GRS 80 or that of WGS 84): those differ by
/// the drift of the continents, some decimetres.
[[nodiscard]] std::optional<UnknownShift> find_unknown_shift(const std::string& from_wkt, const std::string& to_wkt,
                                                             const Point& at);

/// The same as the finding `datum_shift_unknown`. `what` is carried over: `sites`.
[[nodiscard]] std::optional<Finding> unknown_shift_finding(const Message& what, const std::string& from_wkt,
                                                           const std::string& to_wkt, const Point& at);

}  // namespace grid
