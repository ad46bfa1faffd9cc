#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "libgrid/check/border_cuts.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

std::string name_of(const GridRecord& record) {
    return fmt::format("{} (feature {})", record.code, record.fid);
}

void report(CheckContext& context, const char* code, const BorderCut& cut, const char* what) {
    std::array<Point, 1> at{to_work(cut.at)};
    context.ground->plane.projection->to_output(at);
    const GridRecord& other = context.grids.rows[static_cast<std::size_t>(cut.second)];
    context.findings.add(code, cut.first, at[0], fmt::format("the border with grid {} cuts {}", name_of(other), what));
}

/// Where dedicated areas overlap, one of them has the ground in common and what the others keep are grids, too.
class DedicatedOverlaps {
public:
    explicit DedicatedOverlaps(const CheckContext& context) : m_rows(context.grids.rows), m_locator(each(context)) {}

    /// Whether a border through area `d` is the outline of another area.
    [[nodiscard]] bool explain(const BorderCut& cut, std::size_t d) const {
        constexpr auto reach = static_cast<std::int64_t>(lattice_per_metre / 20);
        if (!is_dedicated(cut.first) || !is_dedicated(cut.second)) return false;
        const std::vector<AreaLocator::Hit> hits = m_locator.find_all(cut.at, reach);
        return std::any_of(hits.begin(), hits.end(), [d](const AreaLocator::Hit& hit) {
            return hit.on_border && hit.area != static_cast<std::int32_t>(d);
        });
    }

private:
    static std::vector<std::vector<LatticeArea>> each(const CheckContext& context) {
        std::vector<std::vector<LatticeArea>> areas;
        for (const LatticeArea& area : context.ground->dedicated)
            areas.push_back({area});
        return areas;
    }
    [[nodiscard]] bool is_dedicated(std::int32_t row) const {
        return m_rows[static_cast<std::size_t>(row)].is_dedicated;
    }

    const std::vector<GridRecord>& m_rows;
    AreaLocator m_locator;
};

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
    const DedicatedOverlaps overlaps(context);
    const auto cuts = find_border_cuts(context, context.ground->dedicated);
    const AreaLocator locator(context.areas);
    for (std::size_t d = 0; d < cuts.size(); ++d) {
        if (cuts[d] && overlaps.explain(*cuts[d], d)) continue;
        if (cuts[d]) {
            report(context, "dedicated_split", *cuts[d], "a dedicated area");
            continue;
        }
        const LatticePoint& inside = context.ground->dedicated[d].inside;
        const std::int32_t row = locator.find(inside);
        if (row < 0 || !context.grids.fields.kind || context.grids.rows[static_cast<std::size_t>(row)].is_dedicated)
            continue;
        std::array<Point, 1> at{to_work(inside)};
        context.ground->plane.projection->to_output(at);
        context.findings.add("dedicated_split", row, at[0],
                             "a dedicated area lies in this grid, which is a general one");
    }
}

}  // namespace grid
