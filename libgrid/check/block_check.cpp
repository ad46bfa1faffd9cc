#include <fmt/format.h>

#include "libgrid/check/border_cuts.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

std::string name_of(const GridRecord& record) {
    return fmt::format("{} (feature {})", record.code, record.fid);
}

void report(CheckContext& context, const char* code, const BorderCut& cut, const char* what) {
    const GridRecord& other = context.grids.rows[static_cast<std::size_t>(cut.second)];
    context.findings.add(code, cut.first, cut.at, fmt::format("the border with grid {} cuts {}", name_of(other), what));
}

}  // namespace

void check_blocks(CheckContext& context) {
    if (context.ground->blocks.empty()) return;
    const auto& rows = context.grids.rows;
    for (const auto& cut : find_border_cuts(context, context.ground->blocks)) {
        if (!cut) continue;
        // A dedicated area is as it is, whatever it cuts.
        const bool by_dedicated = rows[static_cast<std::size_t>(cut->first)].is_dedicated !=
                                  rows[static_cast<std::size_t>(cut->second)].is_dedicated;
        if (!by_dedicated) report(context, "block_cut", *cut, "a block");
    }
}

void check_dedicated(CheckContext& context) {
    if (context.ground->dedicated.empty()) return;
    const auto cuts = find_border_cuts(context, context.ground->dedicated);
    const AreaLocator locator(context.grids.geometry);
    for (std::size_t d = 0; d < cuts.size(); ++d) {
        if (cuts[d]) {
            report(context, "dedicated_split", *cuts[d], "a dedicated area");
            continue;
        }
        const Point& inside = context.ground->dedicated[d].inside;
        const std::int32_t row = locator.find(inside);
        if (row < 0 || !context.grids.fields.kind || context.grids.rows[static_cast<std::size_t>(row)].is_dedicated)
            continue;
        context.findings.add("dedicated_split", row, inside,
                             "a dedicated area lies in this grid, which is a general one");
    }
}

}  // namespace grid
