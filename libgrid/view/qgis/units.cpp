#include "libgrid/view/qgis/units.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/threads.hpp"
#include "libgrid/io/qgis_labels.hpp"
#include "libgrid/merge/dissolve.hpp"
#include "libgrid/view/colours.hpp"

namespace grid {

namespace {

/// The ground of the grids [first, last) as one, or side by side where they overlap.
MultiPolygon ground_of(const std::vector<GridRow>& grids, std::size_t first, std::size_t last) {
    std::vector<const MultiPolygon*> parts;
    for (std::size_t i = first; i < last; ++i)
        parts.push_back(&grids[i].geometry);
    MultiPolygon whole = dissolve(parts);
    if (!whole.empty()) return whole;
    for (const MultiPolygon* part : parts)
        whole.insert(whole.end(), part->begin(), part->end());
    return whole;
}

double worst_deviation(const std::vector<GridRow>& grids, const PlanUnit& unit) {
    double worst = 0;
    for (std::size_t i = unit.first; i < unit.last; ++i) {
        const double deviation = grids[i].dev_households;
        if (std::isfinite(deviation) && std::abs(deviation) > std::abs(worst)) worst = deviation;
    }
    return worst;
}

}  // namespace

FeatureTable units_table(const Plan& plan, int threads, std::vector<Value>& colours) {
    const std::vector<GridRow>& grids = plan.layer.grids;
    std::vector<MultiPolygon> grounds(plan.units.size());
    std::vector<std::int32_t> numbers;
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, grounds.size(), [&](std::size_t u) {
            grounds[u] = ground_of(grids, plan.units[u].first, plan.units[u].last);
        });
        numbers = choose_colours(neighbours_of(grounds, plan.layer.crs_wkt));
    });
    FeatureTable table;
    table.name = "units";
    table.has_geometry = true;
    table.fields = {{.name = "unit_code"},
                    {.name = "unit_name"},
                    {.name = "grids", .type = FieldType::integer64},
                    {.name = "households", .type = FieldType::integer64},
                    {.name = "mean_hh", .type = FieldType::real},
                    {.name = "worst_hh", .type = FieldType::real},
                    {.name = "area_m2", .type = FieldType::real}};
    for (std::size_t u = 0; u < plan.units.size(); ++u) {
        const PlanUnit& unit = plan.units[u];
        Feature feature;
        feature.has_geometry = true;
        feature.polygons = std::move(grounds[u]);
        feature.values = {unit.code,
                          unit.name,
                          static_cast<std::int64_t>(unit.last - unit.first),
                          unit.households,
                          unit.mean_households,
                          worst_deviation(grids, unit),
                          unit.area_m2};
        table.features.push_back(std::move(feature));
        colours.emplace_back(std::int64_t{numbers[u]} + 1);
    }
    return table;
}

double unit_label_scale(const Plan& plan) {
    if (plan.units.size() < 2) return 0;
    std::vector<double> areas;
    for (const PlanUnit& unit : plan.units)
        areas.push_back(unit.area_m2);
    constexpr double room_for_name_mm = 15;
    return scale_of_width(std::move(areas), room_for_name_mm);
}

}  // namespace grid
