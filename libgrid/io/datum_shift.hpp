#pragma once

// For the files of this stage only.

#include <span>
#include <string>

#include "libgrid/core/datum.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/io/source.hpp"

namespace grid::io {

/// Coordinates of one CRS from GCJ-02 or BD-09 to what the CRS says: to degrees, out of the datum, and back.
/// One object per thread.
class DatumShift {
public:
    /// Throws ConfigError for a CRS whose ellipsoid is not that of WGS 84 or CGCS2000: its degrees are not those that
    /// were shifted. `place` names the source.
    DatumShift(const std::string& crs_wkt, MapDatum datum, const Place& place);

    /// Nothing is to be done: the datum is unset or WGS 84.
    [[nodiscard]] bool is_identity() const { return m_datum == MapDatum::unset || m_datum == MapDatum::wgs84; }
    void operator()(std::span<Point> points) const;
    void operator()(Feature& feature) const;
    /// The box around the corners and edge centres when they are moved.
    [[nodiscard]] Box operator()(const Box& box) const;

private:
    MapDatum m_datum;
    CrsTransform m_to_degrees;
    CrsTransform m_from_degrees;
};

}  // namespace grid::io
