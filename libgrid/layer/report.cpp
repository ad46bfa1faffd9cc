#include "libgrid/layer/report.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>

#include "libgrid/core/gini.hpp"
#include "libgrid/layer/grid_work.hpp"

namespace grid {

void add_deviation(DeviationSummary& summary, double deviation) {
    const double size = std::abs(deviation);
    summary.worst = std::max(summary.worst, size);
    summary.mean += size;
    summary.grids += 1;
    constexpr double rounding = 1e-9;  // a grid exactly at its limit is within it
    if (size <= summary.tolerance + rounding) summary.within_tolerance += 1;
}

void finish_deviations(DeviationSummary& summary) {
    if (summary.grids > 0) summary.mean /= static_cast<double>(summary.grids);
}

std::optional<WorkReport> summarise_work(std::span<const GridWork> grids) {
    if (grids.empty()) return std::nullopt;
    WorkReport work;
    std::vector<double> hours;
    for (const GridWork& grid : grids) {
        work.service_h += grid.service_h;
        work.walk_h += grid.walk_h;
        work.walk_km += grid.walk_km;
        hours.push_back(grid.hours());
    }
    const auto [least, most] = std::ranges::minmax(hours);
    work.least_h = least;
    work.most_h = most;
    work.mean_h = (work.service_h + work.walk_h) / static_cast<double>(hours.size());
    work.gini = gini(std::move(hours));
    return work;
}

void summarise_grids(const std::vector<GridRow>& rows, double tolerance, double workload_tolerance, RunReport& report) {
    report.grids = static_cast<std::int64_t>(rows.size());
    report.dedicated_grids = 0;
    report.sites = 0;
    report.households = 0;
    report.workload = 0;
    report.households_dev = {.tolerance = tolerance};
    report.workload_dev = {.tolerance = workload_tolerance};
    std::vector<GridWork> work;
    double compactness = 0;
    for (const GridRow& row : rows) {
        report.sites += row.sites;
        report.households += row.households * count_scale;
        report.workload += row.workload;
        compactness += row.compactness;
        if (row.kind == "dedicated") {
            report.dedicated_grids += 1;
            continue;
        }
        if (row.walk_km) work.push_back({row.service_h.value_or(0), row.walk_h.value_or(0), *row.walk_km});
        add_deviation(report.households_dev, row.dev_households);
        add_deviation(report.workload_dev, row.dev_workload);
    }
    report.work = summarise_work(work);
    finish_deviations(report.households_dev);
    finish_deviations(report.workload_dev);
    report.mean_compactness = rows.empty() ? 0 : compactness / static_cast<double>(rows.size());
}

std::uint64_t peak_memory_bytes() {
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

}  // namespace grid
