#include "libgrid/check/findings.hpp"

#include <algorithm>
#include <tuple>

#include "libgrid/check/grid_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

LocatedFinding& FindingList::add(std::string_view code, std::int64_t row, std::string message) {
    if (!wants(code)) {
        m_dropped = {};
        return m_dropped;
    }
    Entry entry;
    entry.check = check_index(code);
    entry.row = row;
    entry.located.finding.code = code;
    entry.located.finding.severity = m_selection.severity(code);
    entry.located.finding.message = std::move(message);
    m_entries.push_back(std::move(entry));
    return m_entries.back().located;
}

LocatedFinding& FindingList::add(std::string_view code, std::int64_t row, const Point& at, std::string message) {
    LocatedFinding& located = add(code, row, std::move(message));
    located.finding.at = at;
    located.has_place = true;
    return located;
}

std::vector<LocatedFinding> FindingList::finish(const GridTable& grids) {
    std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.check, a.row) < std::tie(b.check, b.row);
    });
    std::vector<LocatedFinding> result;
    result.reserve(m_entries.size());
    for (Entry& entry : m_entries) {
        LocatedFinding& located = entry.located;
        if (entry.row >= 0) {
            const auto row = static_cast<std::size_t>(entry.row);
            const GridRecord& record = grids.rows[row];
            located.fid = record.fid;
            located.finding.grid_code = record.code;
            if (located.finding.unit_code.empty() && grids.unit_of[row] >= 0)
                located.finding.unit_code = grids.units[static_cast<std::size_t>(grids.unit_of[row])];
            const MultiPolygon& geometry = grids.geometry[row];
            if (!located.has_place && !geometry.empty()) {
                const auto inside = inside_point(geometry);
                located.finding.at = inside.value_or(geometry.front().shell.front());
                located.has_place = true;
            }
        }
        result.push_back(std::move(located));
    }
    m_entries.clear();
    return result;
}

}  // namespace grid
