#include "libgrid/layer/output_crs.hpp"

#include <vector>

#include "libgrid/core/error.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

namespace {

/// Looks for the vertex that the CRS of its layer cannot hold, and throws with its place.
void refuse_impossible_vertex(Source& source) {
    const CrsTransform to_degrees(source.crs_wkt(), geographic_crs(source.crs_wkt()));
    source.for_each({}, [&](Feature&& feature) {
        for (const Polygon& polygon : feature.polygons) {
            for (Point point : polygon.shell) {
                const Place place = source.place(feature.fid, point);
                try {
                    to_degrees({&point, 1});
                } catch (const InputError&) {
                    throw InputError(
                        msg("the coordinate is impossible in the CRS {}", crs_name(source.crs_wkt())), place,
                        msg("mend the feature, or name the CRS that the coordinates are really in with --input-crs"));
                }
            }
        }
    });
}

}  // namespace

std::string choose_output_crs(const std::string& wanted, Source& source) {
    check_extent(source.crs_wkt(), source.extent(), source.ref().path);
    std::string output_wkt = wanted.empty() ? source.crs_wkt() : crs_to_wkt(wanted);
    const Box extent = source.extent();
    std::vector<Point> corners{{extent.min_x, extent.min_y},
                               {extent.max_x, extent.min_y},
                               {extent.max_x, extent.max_y},
                               {extent.min_x, extent.max_y}};
    if (extent.empty()) return output_wkt;
    try {
        CrsTransform(source.crs_wkt(), output_wkt)(corners);
        CrsTransform(output_wkt, geographic_crs(output_wkt))(corners);
    } catch (const InputError&) {
        refuse_impossible_vertex(source);
        throw;
    }
    return output_wkt;
}

}  // namespace grid
