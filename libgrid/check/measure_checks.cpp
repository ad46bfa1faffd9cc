#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <cmath>
#include <numbers>

#include "libgrid/check/check_context.hpp"
#include "libgrid/check/quick_measure.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/io/crs.hpp"

namespace grid {

namespace {

bool agrees(const std::optional<double>& said, double measured, double error = 0) {
    return !said || std::abs(*said - measured) + error <= measure_tolerance(measured);
}

bool agrees_surely(const GridRecord& said, const QuickMeasures& is) {
    if (!(is.area_m2 > 0 && is.perimeter_m > 0)) return false;
    const double compactness = 4 * std::numbers::pi * is.area_m2 / (is.perimeter_m * is.perimeter_m);
    const double relative = is.area_error_m2 / is.area_m2 + 2 * is.perimeter_error_m / is.perimeter_m;
    return agrees(said.area_m2, is.area_m2, is.area_error_m2) &&
           agrees(said.perimeter_m, is.perimeter_m, is.perimeter_error_m) &&
           agrees(said.compactness, compactness, compactness * relative);
}

/// Calls body(index, polygons in longitude and latitude) for all polygons, side by side.
template <typename Body>
void for_lon_lat(std::span<const MultiPolygon> polygons, const std::string& crs_wkt, int threads, const Body& body) {
    const std::string geographic = geographic_crs(crs_wkt);
    tbb::enumerable_thread_specific<CrsTransform> to_lon_lat([&] { return CrsTransform(crs_wkt, geographic); });
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, polygons.size(), [&](std::size_t row) {
            const CrsTransform& transform = to_lon_lat.local();
            if (transform.is_identity()) return body(row, polygons[row]);
            MultiPolygon lon_lat = polygons[row];
            for (Polygon& polygon : lon_lat) {
                transform(polygon.shell);
                for (Ring& hole : polygon.holes)
                    transform(hole);
            }
            body(row, lon_lat);
        });
    });
}

}  // namespace

double measure_tolerance(double measured) {
    constexpr double relative = 1e-6;
    constexpr double absolute = 1e-5;
    return absolute + relative * std::abs(measured);
}

std::vector<Measures> measure_polygons(std::span<const MultiPolygon> polygons, const std::string& crs_wkt,
                                       int threads) {
    const Ellipsoid ellipsoid = ellipsoid_of(crs_wkt);
    std::vector<Measures> measures(polygons.size());
    for_lon_lat(polygons, crs_wkt, threads, [&](std::size_t i, const MultiPolygon& lon_lat) {
        measures[i] = measure(lon_lat, ellipsoid.semi_major_m, ellipsoid.flattening);
    });
    return measures;
}

std::vector<Measures> measure_all(const CheckContext& context) {
    return measure_polygons(context.grids.geometry, context.grids.crs_wkt, context.request.against.threads);
}

void check_measures(CheckContext& context) {
    const GridFields& fields = context.grids.fields;
    if (!fields.area_m2 && !fields.perimeter_m && !fields.compactness) return;
    const Ellipsoid ellipsoid = ellipsoid_of(context.grids.crs_wkt);
    std::vector<std::optional<Measures>> doubtful(context.grids.rows.size());
    const GridTable& grids = context.grids;
    const int threads = context.request.against.threads;
    for_lon_lat(grids.geometry, grids.crs_wkt, threads, [&](std::size_t row, const MultiPolygon& lon_lat) {
        if (lon_lat.empty()) return;
        const double a = ellipsoid.semi_major_m;
        if (agrees_surely(context.grids.rows[row], quick_measures(lon_lat, a, ellipsoid.flattening))) return;
        doubtful[row] = measure(lon_lat, a, ellipsoid.flattening);
    });
    for (std::size_t row = 0; row < doubtful.size(); ++row) {
        if (!doubtful[row]) continue;
        const GridRecord& record = context.grids.rows[row];
        const auto compare = [&](const char* code, const char* field, const std::optional<double>& said, double is) {
            if (agrees(said, is)) return;
            context.findings.add(code, static_cast<std::int64_t>(row),
                                 msg("{} is {:.10g}, but the geometry has {:.10g}", field, *said, is));
        };
        compare("area_differs", "area_m2", record.area_m2, doubtful[row]->area_m2);
        compare("perimeter_differs", "perim_m", record.perimeter_m, doubtful[row]->perimeter_m);
        compare("compactness_differs", "compact", record.compactness, doubtful[row]->compactness);
    }
}

}  // namespace grid
