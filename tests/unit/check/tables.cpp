#include "tables.hpp"

#include <algorithm>

SmallLayer::SmallLayer() {
    table.file = "grids.gpkg";
    table.fields.code = "grid_code";
    table.fields.unit = "unit_code";
    table.fields.households = "households";
}

grid::GridRecord& SmallLayer::add(const std::string& code, const std::string& unit, double households, int column,
                                  int row) {
    grid::GridRecord record;
    record.fid = static_cast<std::int64_t>(table.rows.size()) + 1;
    record.code = code;
    record.unit = unit;
    record.households = households;
    record.workload = households;
    table.rows.push_back(record);
    const double x = 114 + 0.01 * column;
    const double y = 30 + 0.01 * row;
    table.geometry.push_back({{{{x, y}, {x + 0.01, y}, {x + 0.01, y + 0.01}, {x, y + 0.01}, {x, y}}, {}}});
    return table.rows.back();
}

std::vector<std::string> SmallLayer::found_by(void (*check)(grid::CheckContext& context)) {
    table.units.clear();
    for (const grid::GridRecord& record : table.rows)
        if (!record.unit.empty()) table.units.push_back(record.unit);
    std::sort(table.units.begin(), table.units.end());
    table.units.erase(std::unique(table.units.begin(), table.units.end()), table.units.end());
    table.unit_of.clear();
    for (const grid::GridRecord& record : table.rows) {
        const auto unit = std::find(table.units.begin(), table.units.end(), record.unit);
        table.unit_of.push_back(unit == table.units.end() ? -1 : static_cast<std::int32_t>(unit - table.units.begin()));
    }
    grid::FindingList list(request.selection);
    grid::CheckContext context{.request = request, .grids = table, .findings = list};
    context.counts = counts;
    check(context);
    findings = list.finish(table).findings;
    std::vector<std::string> found;
    for (const grid::Finding& finding : findings)
        found.push_back(finding.code + " " + finding.grid_code);
    return found;
}
