#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "libgrid/core/geometry.hpp"
#include "libgrid/core/projection.hpp"

namespace grid {

/// WKT2 of a CRS given as EPSG:n, WKT or PROJ string. Throws ConfigError if it is not understood. Traditional GIS axis
/// order.
[[nodiscard]] std::string crs_to_wkt(const std::string& definition);

/// A CRS for coordinates of which is known only that they are metres of a plane: a transverse Mercator whose origin is
/// in the middle of `extent`, so that areas and lengths are true to 1e-4 within 60 km of it.
[[nodiscard]] std::string planar_crs(const Box& extent);

/// Short name for messages: `EPSG:4326` or the CRS's name.
[[nodiscard]] std::string crs_name(const std::string& wkt);

[[nodiscard]] bool same_crs(const std::string& wkt_a, const std::string& wkt_b);
[[nodiscard]] bool is_geographic(const std::string& wkt);

/// WKT2 of the geographic CRS that `wkt` is based on (`wkt` itself where it is geographic), in degrees.
[[nodiscard]] std::string geographic_crs(const std::string& wkt);

/// Metres in one unit of the coordinates of a projected CRS (1 for metres, 0.3048 for feet).
[[nodiscard]] double metres_per_unit(const std::string& wkt);

/// The area that the CRS is made for, as longitude and latitude with a margin of 2 degrees; nothing if it is unknown or
/// crosses the 180th meridian.
[[nodiscard]] std::optional<Box> area_of_use(const std::string& wkt);

struct Ellipsoid {
    double semi_major_m = 0;
    double flattening = 0;  ///< 0: a sphere
};
[[nodiscard]] Ellipsoid ellipsoid_of(const std::string& wkt);

/// Throws InputError when `extent` cannot be in the CRS: degrees out of range (metres declared as degrees), values
/// within +-180 declared as metres, x and y swapped (outside the CRS's area of use but inside when swapped). `place`
/// names the source. An extent that is outside the area of use either way passes: there is no telling what is wrong.
void check_extent(const std::string& wkt, const Box& extent, const std::string& place);

/// Transforms points between two CRS in place; throws InputError with the first point that fails.
/// One object per thread.
class CrsTransform {
public:
    CrsTransform(const std::string& from_wkt, const std::string& to_wkt);
    CrsTransform(CrsTransform&&) noexcept;
    CrsTransform& operator=(CrsTransform&&) noexcept;
    ~CrsTransform();
    [[nodiscard]] bool is_identity() const;
    void operator()(std::span<Point> points) const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The work plane of a run: `output_wkt` itself where it is projected in metres and the extent lies well inside its
/// area, else a transverse Mercator (extent narrower than 6 degrees) or azimuthal equal-area projection on the extent's
/// centre rounded to 0.1 degree, so that it depends on the extent only. `extent` is in the output CRS.
struct WorkPlane {
    std::string work_wkt;
    std::unique_ptr<Projection> projection;
};
[[nodiscard]] WorkPlane choose_work_plane(const std::string& output_wkt, const Box& extent);

}  // namespace grid
