#include "libgrid/check/findings.hpp"

#include <algorithm>
#include <tuple>

#include "libgrid/check/grid_table.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

constexpr std::int64_t gone = -2;

}  // namespace

Finding& FindingList::add(std::string_view code, std::int64_t row, Message message) {
    if (!wants(code)) {
        m_dropped = {};
        return m_dropped;
    }
    Entry entry;
    entry.check = check_index(code);
    entry.row = row;
    entry.finding.code = code;
    entry.finding.severity = m_selection.severity(code);
    entry.finding.message = std::move(message);
    m_entries.push_back(std::move(entry));
    return m_entries.back().finding;
}

Finding& FindingList::add(std::string_view code, std::int64_t row, const Point& at, Message message) {
    Finding& finding = add(code, row, std::move(message));
    finding.at = at;
    return finding;
}

void FindingList::withdraw(std::string_view code, std::int64_t row, std::string_view text) {
    std::erase_if(m_entries, [&](const Entry& entry) {
        return entry.row == row && entry.finding.code == code &&
               entry.finding.message.english().find(text) != std::string::npos;
    });
}

void FindingList::renumber(const std::vector<std::int64_t>& now) {
    for (Entry& entry : m_entries) {
        if (entry.row >= 0)
            entry.row = now[static_cast<std::size_t>(entry.row)] < 0 ? gone : now[static_cast<std::size_t>(entry.row)];
    }
    std::erase_if(m_entries, [](const Entry& entry) { return entry.row == gone; });
}

CompleteFindings FindingList::finish(const GridTable& grids) {
    std::stable_sort(m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.check, a.row) < std::tie(b.check, b.row);
    });
    CompleteFindings result;
    result.findings.reserve(m_entries.size());
    result.whole.reserve(m_entries.size());
    for (Entry& entry : m_entries) {
        Finding& finding = entry.finding;
        result.whole.push_back(finding.at ? -1 : entry.row);
        if (entry.row >= 0) {
            const auto row = static_cast<std::size_t>(entry.row);
            const GridRecord& record = grids.rows[row];
            finding.fid = record.fid;
            finding.grid_code = record.code;
            if (finding.unit_code.empty() && grids.unit_of[row] >= 0)
                finding.unit_code = grids.units[static_cast<std::size_t>(grids.unit_of[row])];
            const MultiPolygon& geometry = grids.geometry[row];
            if (!finding.at && !geometry.empty())
                finding.at = inside_point(geometry).value_or(geometry.front().shell.front());
        }
        result.findings.push_back(std::move(finding));
    }
    m_entries.clear();
    return result;
}

}  // namespace grid
