
#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

void check_units(CheckContext& context) {
    const GridTable& grids = context.grids;
    const std::vector<Unit>& units = context.ground->units;
    std::vector<std::int64_t> grids_in(units.size(), 0);
    for (std::size_t row = 0; row < grids.rows.size(); ++row) {
        if (context.home[row] < 0) {  // the coverage check has no unit to hold it against
            if (!grids.geometry[row].empty())
                context.findings.add("outside_unit", static_cast<std::int64_t>(row), msg("the grid lies in no unit"))
                    .area = grids.geometry[row];
            continue;
        }
        const auto home = static_cast<std::size_t>(context.home[row]);
        ++grids_in[home];
        if (grids.unit_of[row] < 0) continue;
        const std::string& said = grids.units[static_cast<std::size_t>(grids.unit_of[row])];
        if (said == units[home].code) continue;
        context.findings.add("wrong_unit", static_cast<std::int64_t>(row),
                             msg("the grid lies in unit {}, but its unit code is {}", units[home].code, said));
    }
    for (const Finding& finding : context.ground->findings) {  // the units themselves, as they were read
        if (finding.code == "units_overlap")
            context.findings.add("units_overlap", -1, *finding.at, finding.message).unit_code = finding.unit_code;
    }
    for (std::size_t unit = 0; unit < units.size(); ++unit) {
        if (grids_in[unit] > 0) continue;
        const Point at = inside_point(units[unit].output).value_or(units[unit].output.front().shell.front());
        Finding& found =
            context.findings.add("unit_without_grids", -1, at, msg("unit {} has no grid", units[unit].code));
        found.unit_code = units[unit].code;
        found.area = units[unit].output;
    }
}

}  // namespace grid
