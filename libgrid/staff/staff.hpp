#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/export/titles.hpp"
#include "libgrid/io/feature_table.hpp"

namespace grid {

/// What one worker works in a month.
struct StaffRules {
    double hours = 150;
    double part_time = 0;  ///< share of the hours that a part-timer works, below 1; 0: there are none
};

/// Who works in a grid.
struct Posts {
    std::int64_t full_time = 0;
    std::int64_t part_time = 0;

    [[nodiscard]] std::int64_t workers() const { return full_time + part_time; }
    /// Hours a month.
    [[nodiscard]] double capacity(const StaffRules& rules) const {
        return rules.hours * (static_cast<double>(full_time) + rules.part_time * static_cast<double>(part_time));
    }
};

/// The fewest hours of full-time workers and at most one part-timer that are enough for `hours`; never nobody.
[[nodiscard]] Posts posts_for(double hours, const StaffRules& rules);

/// So many workers, one of them a part-timer where the hours are enough for that.
[[nodiscard]] Posts posts_of(std::int64_t workers, double hours, const StaffRules& rules);

/// Shares workers among grids, at least one for each, so that the highest load (hours a worker) is least. Of all ways
/// to do so the one that is nearest to the proportions of the hours, by the largest remainder (Hamilton) within what
/// the highest load demands: the sum of the squared differences from the exact shares is least. Of equal claims that of
/// the first grid counts. Precondition: workers >= number of grids, hours >= 0.
[[nodiscard]] std::vector<std::int64_t> share_workers(std::span<const double> hours, std::int64_t workers);

/// A grid with its posts.
struct StaffedGrid {
    std::string code;
    std::string unit_code;
    std::string unit_name;
    double hours = 0;  ///< a month
    Posts posts;
};

/// How many workers there are: in all, or by unit; neither: as many as it takes.
struct WorkerNumbers {
    std::optional<std::int64_t> in_all;
    std::vector<std::pair<std::string, std::int64_t>> by_unit;  ///< code and number; units without one: as it takes
};

/// The posts of all grids of a layer whose hours are reckoned. Throws InputError where there are fewer workers than
/// grids.
[[nodiscard]] std::vector<StaffedGrid> staff_grids(const std::vector<GridRow>& grids, const WorkerNumbers& workers,
                                                   const StaffRules& rules);

/// The highest load of a grid: hours of work for an hour of its workers.
[[nodiscard]] double highest_load(std::span<const StaffedGrid> staff, const StaffRules& rules);

/// The table `staff`: a row for each grid. Load in percent. Without geometry.
[[nodiscard]] FeatureTable staff_table(std::span<const StaffedGrid> staff, const StaffRules& rules, Language language);

/// The table `staff_areas`: a row for each unit, then, where all codes of units are area codes of 12 digits, for each
/// town, county, city and province, and for all.
[[nodiscard]] FeatureTable staff_area_table(std::span<const StaffedGrid> staff, const StaffRules& rules,
                                            Language language);

}  // namespace grid
