#include "libgrid/check/count_once.hpp"

#include "libgrid/layer/layer_work.hpp"

namespace grid {

std::vector<std::int32_t> rows_of_items(const CheckContext& context) {
    return grids_of_items(*context.ground, context.grids.geometry, context.request.against.threads);
}

std::vector<CountedOnce> count_once(const CheckContext& context, const std::vector<std::int32_t>& rows_of_items) {
    std::vector<CountedOnce> rows(context.grids.rows.size());
    const auto add = [&rows](std::int32_t row, Count households, Count persons, double workload) {
        if (row < 0) return;
        CountedOnce& counted = rows[static_cast<std::size_t>(row)];
        ++counted.items;
        counted.households += households;
        counted.persons += persons;
        counted.workload += workload;
    };
    std::size_t i = 0;
    for (const LocatedSite& s : context.ground->sites)
        add(rows_of_items[i++], s.site.households, s.site.persons, s.site.workload);
    for (const LocatedCell& c : context.ground->cells)
        add(rows_of_items[i++], c.cell.households, c.cell.persons, c.cell.workload);
    return rows;
}

std::vector<CountedOnce> count_once(const CheckContext& context) {
    return count_once(context, rows_of_items(context));
}

}  // namespace grid
