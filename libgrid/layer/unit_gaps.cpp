#include <cstddef>

#include "libgrid/coverage/ground_measure.hpp"
#include "libgrid/coverage/polygon_index.hpp"
#include "libgrid/layer/unit_messages.hpp"
#include "libgrid/layer/units_together.hpp"

namespace grid {

namespace {

/// Counts what lies in the gaps.
class GapCounter {
public:
    explicit GapCounter(const std::vector<UnitGap>& gaps)
        : m_areas(areas_of(gaps)), m_index(m_areas), m_contents(gaps.size()) {}

    template <typename Item>
    void add(const Point& place, const Item& item, bool is_cell) {
        for (const std::int32_t gap : m_index.holding(place)) {
            GapContents& contents = m_contents[static_cast<std::size_t>(gap)];
            ++contents.items;
            contents.households += item.households;
            contents.are_cells = is_cell;
        }
    }

    [[nodiscard]] const GapContents& of(std::size_t gap) const { return m_contents[gap]; }

private:
    static std::vector<MultiPolygon> areas_of(const std::vector<UnitGap>& gaps) {
        std::vector<MultiPolygon> areas;
        for (const UnitGap& gap : gaps)
            areas.push_back(gap.area);
        return areas;
    }

    std::vector<MultiPolygon> m_areas;
    PolygonIndex m_index;
    std::vector<GapContents> m_contents;
};

}  // namespace

void tell_gaps(const std::vector<UnitGap>& gaps, Ground& ground) {
    if (gaps.empty()) return;
    GapCounter counter(gaps);
    for (const LocatedSite& site : ground.sites) {
        if (site.unit < 0) counter.add(site.site.at, site.site, false);
    }
    for (const LocatedCell& cell : ground.cells) {
        if (cell.unit < 0) counter.add(cell.inside, cell.cell, true);
    }
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        if (gaps[i].codes.size() > 1 || counter.of(i).items > 0)
            ground.findings.push_back(gap_finding(gaps[i], counter.of(i)));
    }
}

}  // namespace grid
