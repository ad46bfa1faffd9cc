#include "libgrid/check/summary.hpp"

#include <algorithm>
#include <cmath>

#include "libgrid/core/gini.hpp"

namespace grid {

namespace {

double known(double value) {
    return std::isfinite(value) ? value : 0;
}

UnitSummary summarise(const CheckContext& context, const std::vector<Measures>& measures,
                      const std::vector<std::size_t>& rows) {
    UnitSummary unit;
    unit.grids = static_cast<std::int64_t>(rows.size());
    std::vector<double> households;
    std::vector<double> workload;
    for (const std::size_t row : rows) {
        const double compactness =
            measures.empty() ? context.grids.rows[row].compactness.value_or(0) : measures[row].compactness;
        unit.compactness += compactness / static_cast<double>(rows.size());
        unit.households += known(households_of(context, row));
        if (context.grids.rows[row].is_dedicated) continue;
        households.push_back(known(households_of(context, row)));
        workload.push_back(known(workload_of(context, row)));
    }
    unit.general_grids = static_cast<std::int64_t>(households.size());
    if (households.empty()) return unit;
    const auto n = static_cast<double>(households.size());
    const auto [least, most] = std::minmax_element(households.begin(), households.end());
    unit.min = *least;
    unit.max = *most;
    for (const double value : households)
        unit.mean += value / n;
    double variance = 0;
    for (const double value : households)
        variance += (value - unit.mean) * (value - unit.mean) / n;
    if (unit.mean > 0) {
        unit.cv = std::sqrt(variance) / unit.mean;
        unit.worst_deviation = std::max(unit.max - unit.mean, unit.mean - unit.min) / unit.mean;
    }
    unit.gini_households = gini(std::move(households));
    unit.gini_workload = gini(std::move(workload));
    unit.work = work_of_rows(context, rows);
    return unit;
}

}  // namespace

std::vector<UnitSummary> summarise_units(const CheckContext& context) {
    std::vector<UnitSummary> units;
    std::vector<Measures> measures;
    if (!context.grids.fields.compactness && context.grids.is_measurable) measures = measure_all(context);
    const auto rows = rows_of_units(context.grids);
    for (std::size_t unit = 0; unit < rows.size(); ++unit) {
        if (rows[unit].empty()) continue;
        units.push_back(summarise(context, measures, rows[unit]));
        if (unit < context.grids.units.size()) units.back().unit_code = context.grids.units[unit];
    }
    return units;
}

}  // namespace grid
