#include "libgrid/tag/grids_of_day.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>
#include <utility>

#include "libgrid/core/error.hpp"

namespace grid {

CodesOfDay::CodesOfDay(const std::vector<std::vector<std::string>>& rows,
                       const std::map<std::string, std::string>& valid_from, std::string day)
    : m_valid_from(valid_from), m_day(std::move(day)) {
    std::map<std::string, std::set<std::string>> undated;
    for (const auto& row : rows) {
        const std::string& new_code = row[1];
        if (new_code.empty()) continue;  // given up; where its ground went other rows say
        if (row[2].empty()) {
            undated[new_code].insert(row[0]);
        } else if (row[2] > m_day) {
            m_changes[row[2]][new_code].insert(row[0]);
        }
    }
    for (const auto& [new_code, olds] : undated) {
        const auto known = m_valid_from.find(new_code);
        const bool is_change = olds != std::set{new_code};
        if (is_change && known != m_valid_from.end() && known->second > m_day)
            m_changes[known->second][new_code].insert(olds.begin(), olds.end());
    }
}

std::set<std::string> CodesOfDay::of(const std::string& code) const {
    std::set<std::string> codes{code};
    bool is_known = false;
    for (const auto& [day, changes] : std::views::reverse(m_changes)) {
        std::set<std::string> before;
        for (const std::string& one : codes) {
            const auto olds = changes.find(one);
            if (olds == changes.end()) {
                before.insert(one);
            } else {
                before.insert(olds->second.begin(), olds->second.end());
                is_known = true;
            }
        }
        codes = std::move(before);
    }
    const auto since = m_valid_from.find(code);
    if (!is_known && since != m_valid_from.end() && since->second > m_day) return {};
    return codes;
}

namespace {

/// Puts the grids of now together to those of the day.
class TakeBack {
public:
    TakeBack(TagLayer& layer, std::vector<MultiPolygon>& geometry, std::vector<std::int64_t>& fids)
        : m_now(std::exchange(layer, TagLayer{})),
          m_geometry_now(std::exchange(geometry, {})),
          m_fids_now(std::exchange(fids, {})),
          m_layer(layer),
          m_geometry(geometry),
          m_fids(fids) {
        layer.crs_wkt = m_now.crs_wkt;
        layer.findings = std::move(m_now.findings);
        for (std::size_t i = 0; i < m_now.codes.size(); ++i)
            m_name_of.try_emplace(m_now.codes[i], m_now.names[i]);
    }

    void run(const CodesOfDay& days, const std::string& day) {
        for (std::size_t i = 0; i < m_now.codes.size(); ++i) {
            const std::set<std::string> then = days.of(m_now.codes[i]);
            if (then.size() != 1) {
                add("", i);
                m_undecided.push_back(m_now.codes[i]);
            } else if (then.begin()->empty()) {
                ++m_without;
            } else {
                m_renamed += *then.begin() == m_now.codes[i] ? 0 : 1;
                add(*then.begin(), i);
            }
        }
        m_layer.has_undecided = !m_undecided.empty();
        tell(day);
    }

private:
    void add(const std::string& code, std::size_t now) {
        const auto [known, is_new] = m_row_of.try_emplace({m_now.units[now], code}, m_layer.codes.size());
        if (is_new) {
            const auto name = m_name_of.find(code);
            m_layer.codes.push_back(code);
            m_layer.units.push_back(m_now.units[now]);
            m_layer.names.push_back(name == m_name_of.end() ? "" : name->second);
            m_geometry.emplace_back();
            m_fids.push_back(m_fids_now[now]);
        }
        std::ranges::move(m_geometry_now[now], std::back_inserter(m_geometry[known->second]));
    }

    void tell(const std::string& day) {
        if (m_renamed == 0 && m_without == 0 && m_undecided.empty()) return;
        std::string text = fmt::format("on {} the ground of {} grids had another code, that of {} was in no grid", day,
                                       m_renamed, m_without);
        if (!m_undecided.empty()) {
            text +=
                fmt::format("; of {} grids the lineage does not say which code it had ({}{}): records there get none",
                            m_undecided.size(), m_undecided.front(), m_undecided.size() > 1 ? ", ..." : "");
        }
        m_layer.findings.emplace_back(
            FindingCode("lineage_followed"), "", "",
            text + "; the lineage follows households, the layer of that day without --as-of is exact");
        m_layer.findings.back().others = m_undecided;
    }

    TagLayer m_now;
    std::vector<MultiPolygon> m_geometry_now;
    std::vector<std::int64_t> m_fids_now;
    TagLayer& m_layer;
    std::vector<MultiPolygon>& m_geometry;
    std::vector<std::int64_t>& m_fids;
    std::map<std::string, std::string> m_name_of;
    std::map<std::pair<std::string, std::string>, std::size_t> m_row_of;  ///< by unit and code
    std::int64_t m_renamed = 0;
    std::int64_t m_without = 0;
    std::vector<std::string> m_undecided;
};

}  // namespace

void take_back_to(const std::string& day, const std::vector<std::vector<std::string>>& lineage,
                  const std::vector<std::string>& valid_from, TagLayer& layer, std::vector<MultiPolygon>& geometry,
                  std::vector<std::int64_t>& fids) {
    std::map<std::string, std::string> days;
    for (std::size_t i = 0; i < valid_from.size(); ++i) {
        if (!valid_from[i].empty()) days.emplace(layer.codes[i], valid_from[i]);
    }
    const bool has_dates = std::ranges::any_of(lineage, [](const auto& row) { return !row[2].empty(); });
    if (days.empty() && !has_dates)
        throw InputError(
            "the layer does not say since when its grids are valid: no grid has a day in valid_from, and "
            "there is no lineage with dates",
            {}, "give the layer of that day, without --as-of");
    TakeBack(layer, geometry, fids).run(CodesOfDay(lineage, days, day), day);
}

}  // namespace grid
