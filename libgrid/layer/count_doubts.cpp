#include "libgrid/layer/count_doubts.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

std::uint64_t hash_of(const Value& value) {
    return std::hash<std::string>()(to_text(value));
}

}  // namespace

void RowsAsHouseholds::add(const Value& number) {
    ++m_rows;
    if (!is_blank(number)) m_numbers.push_back(hash_of(number));
}

std::optional<Finding> RowsAsHouseholds::finding(const std::string& path) {
    const std::size_t given = m_numbers.size();
    std::sort(m_numbers.begin(), m_numbers.end());
    m_numbers.erase(std::unique(m_numbers.begin(), m_numbers.end()), m_numbers.end());
    if (m_numbers.size() == given) return std::nullopt;
    return Finding{"counted_rows",
                   {},
                   {},
                   msg("each of the {} rows of {} counts as a household, but {} has only {} different values; "
                       "--household-id {} counts each of them once",
                       m_rows, path, m_field, m_numbers.size(), m_field),
                   {}};
}

void SitesOfSeveralPoints::look_at(const Feature& site) {
    const auto is_elsewhere = [&](const Point& point) { return point != site.points.front(); };
    if (std::ranges::none_of(site.points, is_elsewhere)) return;
    if (m_number++ == 0) m_first = site.fid;
}

std::optional<Finding> SitesOfSeveralPoints::finding(const std::string& path) const {
    if (m_number == 0) return std::nullopt;
    return Finding{"site_of_several_points",
                   {},
                   {},
                   msg("{} sites of {} have several points, and each counts at its first; the first is feature "
                       "{}. Where each point is a site, take them apart: ogr2ogr -explodecollections",
                       m_number, path, m_first),
                   {}};
}

void RepeatedCounts::add(const Value& identifier, Count households) {
    if (!is_blank(identifier) && households > m_least) m_items.push_back({hash_of(identifier), households});
}

std::optional<Finding> RepeatedCounts::finding(const std::string& path) {
    std::sort(m_items.begin(), m_items.end(), [](const Item& a, const Item& b) {
        return std::tie(a.identifier, a.households) < std::tie(b.identifier, b.households);
    });
    std::int64_t repeated = 0;  // identifiers
    std::int64_t alike = 0;     // of these with one count
    std::int64_t features = 0;  // of these
    Count more = 0;             // than if each counted once
    for (std::size_t first = 0, last = 0; first < m_items.size(); first = last) {
        while (last < m_items.size() && m_items[last].identifier == m_items[first].identifier)
            ++last;
        if (last - first < 2) continue;
        ++repeated;
        if (m_items[first].households != m_items[last - 1].households) continue;
        ++alike;
        features += static_cast<std::int64_t>(last - first);
        more += static_cast<Count>(last - first - 1) * m_items[first].households;
    }
    constexpr double almost_all = 0.9;
    if (alike == 0 || static_cast<double>(alike) < almost_all * static_cast<double>(repeated)) return std::nullopt;
    return Finding{"repeated_count",
                   {},
                   {},
                   msg("{} features of {} have the identifier ({}) and the count of another one; if a count is "
                       "that of all features of its identifier, {:.0f} households count more than once: "
                       "dissolve them by {} so that each count stays once (in QGIS: Dissolve), or share the "
                       "count among them",
                       features, path, m_field, static_cast<double>(more) / count_scale, m_field),
                   {}};
}

}  // namespace grid
