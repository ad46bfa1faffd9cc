
#include <algorithm>
#include <functional>
#include <vector>

#include "libgrid/check/border_cuts.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/mesh/area_locator.hpp"

namespace grid {

namespace {

Message name_of(const GridRecord& record) {
    return msg("{} (feature {})", record.code, record.fid);
}

void report(CheckContext& context, const char* code, const BorderCut& cut, const Message& what) {
    const GridRecord& other = context.grids.rows[static_cast<std::size_t>(cut.second)];
    context.findings.add(code, cut.first, cut.at, msg("the border with grid {} cuts {}", name_of(other), what));
}

/// Where dedicated areas overlap, one of them has the ground in common and what the others keep are grids, too.
class DedicatedOverlaps {
public:
    explicit DedicatedOverlaps(const CheckContext& context) : m_context(context), m_locator(each(context)) {}

    /// Whether a border through area `d` is the outline of another area.
    [[nodiscard]] bool explain(const BorderCut& cut, std::size_t d) const {
        if (!is_dedicated(cut.first) || !is_dedicated(cut.second)) return false;
        const auto hits = m_locator.find_all(cut.at, border_cut_depth_m, m_context.scale.at(cut.at.y));
        return std::any_of(hits.begin(), hits.end(), [d](const AreaLocator::Hit& hit) {
            return hit.on_border && hit.area != static_cast<std::int32_t>(d);
        });
    }

private:
    static std::vector<std::reference_wrapper<const MultiPolygon>> each(const CheckContext& context) {
        std::vector<std::reference_wrapper<const MultiPolygon>> areas;
        for (const Area& area : context.ground->dedicated)
            areas.emplace_back(area.polygons);
        return areas;
    }
    [[nodiscard]] bool is_dedicated(std::int32_t row) const {
        return m_context.grids.rows[static_cast<std::size_t>(row)].is_dedicated;
    }

    const CheckContext& m_context;
    AreaLocator m_locator;
};

}  // namespace

std::int64_t cut_blocks(CheckContext& context) {
    if (context.blocks_cut) return *context.blocks_cut;
    const auto& rows = context.grids.rows;
    // A dedicated area is as it is, whatever it cuts.
    const auto is_right = [&rows](const BorderCut& cut, std::size_t /*block*/) {
        return rows[static_cast<std::size_t>(cut.first)].is_dedicated !=
               rows[static_cast<std::size_t>(cut.second)].is_dedicated;
    };
    std::int64_t count = 0;
    for (const auto& cut : find_border_cuts(context, context.ground->blocks, is_right)) {
        if (!cut) continue;
        report(context, "block_cut", *cut, msg("a block"));
        ++count;
    }
    context.blocks_cut = count;
    return count;
}

void check_blocks(CheckContext& context) {
    if (!context.ground->blocks.empty()) (void)cut_blocks(context);
}

void check_dedicated(CheckContext& context) {
    if (context.ground->dedicated.empty()) return;
    const DedicatedOverlaps overlaps(context);
    const auto is_right = [&overlaps](const BorderCut& cut, std::size_t d) { return overlaps.explain(cut, d); };
    const auto cuts = find_border_cuts(context, context.ground->dedicated, is_right);
    const AreaLocator locator(context.grids.geometry);
    for (std::size_t d = 0; d < cuts.size(); ++d) {
        if (cuts[d]) {
            report(context, "dedicated_split", *cuts[d], msg("a dedicated area"));
            continue;
        }
        const Point& inside = context.ground->dedicated[d].inside;
        const std::int32_t row = locator.find(inside);
        if (row < 0 || !context.grids.fields.kind || context.grids.rows[static_cast<std::size_t>(row)].is_dedicated)
            continue;
        context.findings.add("dedicated_split", row, inside,
                             msg("a dedicated area lies in this grid, which is a general one"));
    }
}

}  // namespace grid
