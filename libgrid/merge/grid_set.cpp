#include "libgrid/merge/grid_set.hpp"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "libgrid/core/threads.hpp"
#include "libgrid/io/crs.hpp"
#include "libgrid/trace/trace.hpp"

namespace grid {

namespace {

template <typename Item>
void pick(std::vector<Item>& items, const std::vector<std::size_t>& order) {
    std::vector<Item> picked;
    picked.reserve(order.size());
    for (const std::size_t i : order)
        picked.push_back(std::move(items[i]));
    items = std::move(picked);
}

void pick_rows(GridSet& set, const std::vector<std::size_t>& order) {
    pick(set.rows, order);
    pick(set.geometry, order);
    pick(set.origins, order);
    pick(set.stale, order);
}

}  // namespace

Place place_of(const GridSet& set, std::size_t row) {
    return place_of(set, set.origins[row]);
}

Place place_of(const GridSet& set, const GridOrigin& origin) {
    const InputLayer& input = set.inputs[static_cast<std::size_t>(origin.input)];
    return {.file = input.file, .layer = input.layer, .fid = origin.fid, .at = {}};
}

void keep_rows(GridSet& set, const std::vector<char>& keep) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (keep[i] != 0) order.push_back(i);
    }
    if (order.size() < set.size()) pick_rows(set, order);
}

void sort_rows(GridSet& set) {
    std::vector<std::size_t> order(set.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&set](std::size_t i) {
        const GridOrigin& origin = set.origins[i];
        return std::tie(set.rows[i].unit_code, set.rows[i].code, origin.input, origin.fid);
    };
    std::ranges::stable_sort(order, {}, key);
    if (!std::ranges::is_sorted(order)) pick_rows(set, order);
}

std::vector<std::size_t> unit_bounds(const GridSet& set) {
    std::vector<std::size_t> bounds;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (i == 0 || set.rows[i].unit_code != set.rows[i - 1].unit_code) bounds.push_back(i);
    }
    bounds.push_back(set.size());
    return bounds;
}

GroundScale scale_of(const GridSet& set) {
    if (is_geographic(set.crs_wkt)) return {metres_per_degree, true};
    return {metres_per_unit(set.crs_wkt), false};
}

Point point_of(const MultiPolygon& polygons) {
    return polygons.empty() || polygons.front().shell.empty() ? Point{} : polygons.front().shell.front();
}

void measure_stale(GridSet& set, int threads) {
    const std::string geographic = geographic_crs(set.crs_wkt);
    const Ellipsoid ellipsoid = ellipsoid_of(set.crs_wkt);
    tbb::enumerable_thread_specific<CrsTransform> to_lon_lat([&] { return CrsTransform(set.crs_wkt, geographic); });
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, set.size(), [&](std::size_t i) {
            if (set.stale[i] == 0) return;
            MultiPolygon lon_lat = set.geometry[i];
            for (Polygon& polygon : lon_lat) {
                to_lon_lat.local()(polygon.shell);
                for (Ring& hole : polygon.holes)
                    to_lon_lat.local()(hole);
            }
            const Measures measures = measure(lon_lat, ellipsoid.semi_major_m, ellipsoid.flattening);
            set.rows[i].area_m2 = measures.area_m2;
            set.rows[i].perimeter_m = measures.perimeter_m;
            set.rows[i].compactness = measures.compactness;
            set.stale[i] = 0;
        });
    });
}

void set_deviations(GridSet& set, std::size_t first, std::size_t last) {
    double households = 0;
    double workload = 0;
    double count = 0;
    for (std::size_t i = first; i < last; ++i) {
        if (set.rows[i].kind == "dedicated") continue;
        households += static_cast<double>(set.rows[i].households);
        workload += set.rows[i].workload;
        ++count;
    }
    const auto deviation = [count](double value, double sum) { return sum > 0 ? value / (sum / count) - 1 : 0; };
    for (std::size_t i = first; i < last; ++i) {
        GridRow& row = set.rows[i];
        const bool counts = row.kind != "dedicated";
        row.dev_households = counts ? deviation(static_cast<double>(row.households), households) : 0;
        row.dev_workload = counts ? deviation(row.workload, workload) : 0;
    }
}

void add_counts(const GridRow& from, GridRow& to) {
    to.sites += from.sites;
    to.households += from.households;
    to.workload += from.workload;
    if (from.persons) to.persons = to.persons.value_or(0) + *from.persons;
    if (from.service_h) to.service_h = to.service_h.value_or(0) + *from.service_h;
    to.walk_h.reset();
    to.walk_km.reset();
}

}  // namespace grid
