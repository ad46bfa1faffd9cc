#include "libgrid/export/publish.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "libgrid/core/msg.hpp"
#include "libgrid/export/posts.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

const std::set<std::string, std::less<>> own_counts{"sites", "households", "persons"};
const std::set<std::string, std::less<>> follows_from_counts{"workload", "service_h", "walk_h",
                                                             "walk_km",  "dev_hh",    "dev_wl"};
/// What says nothing of residents.
const std::set<std::string, std::less<>> harmless{
    "grid_code",  "grid_name", "unit_code", "unit_name", "kind",    "area_m2",   "perim_m",   "compact",
    "valid_from", "level",     "parent",    "micro",     "workers", "full_time", "part_time", "address"};

class Publisher {
public:
    Publisher(FeatureTable& grids, std::size_t unit_column, std::size_t code_column, const PublishRules& rules)
        : m_grids(grids), m_unit(unit_column), m_code(code_column), m_rules(rules) {}

    Findings run() {
        sort_fields();
        std::map<std::string, std::vector<std::size_t>> units;
        for (std::size_t row = 0; row < m_grids.features.size(); ++row)
            units[to_text(m_grids.features[row].values[m_unit])].push_back(row);
        for (auto& [unit, rows] : units)
            withhold(unit, std::move(rows));
        drop_fields();
        return std::move(m_findings);
    }

private:
    void sort_fields() {
        for (std::size_t f = 0; f < m_grids.fields.size(); ++f) {
            const TableField& field = m_grids.fields[f];
            if (f == m_unit || f == m_code || harmless.contains(field.name)) continue;
            const bool is_asked_for = std::ranges::find(m_rules.asked_for, field.name) != m_rules.asked_for.end();
            if (own_counts.contains(field.name) || (is_asked_for && field.type == FieldType::integer64)) {
                m_counts.push_back(f);
            } else if (follows_from_counts.contains(field.name) || (is_asked_for && field.type == FieldType::real)) {
                m_followers.push_back(f);
            } else if (is_personal(field.name) ? !m_rules.with_contacts : !is_asked_for) {
                m_dropped.insert(f);
            }
        }
    }

    /// Null counts as unknown, which nobody can find out; what is no number is one as well.
    [[nodiscard]] double count_at(std::size_t row, std::size_t field) const {
        return to_number(m_grids.features[row].values[field]).value_or(0);
    }
    [[nodiscard]] bool is_small(std::size_t row) const {
        return std::ranges::any_of(m_counts, [&](std::size_t field) {
            return !is_null(m_grids.features[row].values[field]) &&
                   count_at(row, field) < static_cast<double>(m_rules.least);
        });
    }

    /// Whether each small count may be anything below `least` for who knows the sums of the unit and what is withheld
    /// by which rule. `has_large`: the last one of them is not small, and may be as large as anything.
    [[nodiscard]] bool hides(const std::vector<std::size_t>& withheld, bool has_large) const {
        const auto least = static_cast<double>(m_rules.least);
        const double greatest = least - 1;  // of a small count
        return std::ranges::all_of(m_counts, [&](std::size_t field) {
            double sum = 0;
            bool is_known = false;
            for (const std::size_t row : withheld) {
                sum += count_at(row, field);
                is_known = is_known || !is_null(m_grids.features[row].values[field]);
            }
            if (!is_known) return true;
            if (has_large) return sum >= greatest + least;
            const auto others = static_cast<double>(withheld.size() - 1);
            return sum >= greatest && sum <= others * greatest;
        });
    }

    void withhold(const std::string& unit, std::vector<std::size_t> rows) {
        std::ranges::stable_sort(rows, {},
                                 [this](std::size_t row) { return to_text(m_grids.features[row].values[m_code]); });
        const auto first = std::ranges::find_if(rows, [this](std::size_t row) { return is_small(row); });
        if (first == rows.end()) return;
        std::rotate(rows.begin(), first, rows.end());
        const auto large =
            std::stable_partition(rows.begin(), rows.end(), [this](std::size_t row) { return is_small(row); });
        const auto small = large - rows.begin();
        std::vector<std::size_t> withheld(rows.begin(), large == rows.end() ? large : large + 1);
        if (!hides(withheld, large != rows.end())) {
            tell(unit, small == 1 ? to_text(m_grids.features[rows.front()].values[m_code]) : std::string(), rows.size(),
                 small);
        }
        for (const std::size_t row : withheld) {
            for (const auto* fields : {&m_counts, &m_followers}) {
                for (const std::size_t field : *fields)
                    m_grids.features[row].values[field] = Value();
            }
        }
    }

    void tell(const std::string& unit, const std::string& code, std::size_t grids, std::ptrdiff_t small) {
        const Message all = grids == 1 ? Message(msg("one grid")) : msg("{} grids", grids);
        const Message message = msg(
            "unit {} has {} in all, of which {} with a count below {}: who knows the sums of the unit can tell more of "
            "small counts than that, so publish no sums of it, or join its grids with gridmerge --fuse-below",
            unit, all, small, m_rules.least);
        const Finding finding("count_exposed", unit, code, message);
        m_findings.push_back(finding);
    }

    void drop_fields() {
        if (m_dropped.empty()) return;
        const auto keep = [this](auto& items) {
            std::size_t kept = 0;
            for (std::size_t f = 0; f < items.size(); ++f) {
                if (m_dropped.contains(f)) continue;
                if (kept != f) items[kept] = std::move(items[f]);
                ++kept;
            }
            items.resize(kept);
        };
        for (Feature& feature : m_grids.features)
            keep(feature.values);
        keep(m_grids.fields);
    }

    FeatureTable& m_grids;
    std::size_t m_unit;
    std::size_t m_code;
    const PublishRules& m_rules;
    std::vector<std::size_t> m_counts;     ///< fields
    std::vector<std::size_t> m_followers;  ///< fields
    std::set<std::size_t> m_dropped;       ///< fields
    Findings m_findings;
};

}  // namespace

Findings publish_counts(FeatureTable& grids, std::size_t unit_column, std::size_t code_column,
                        const PublishRules& rules) {
    return Publisher(grids, unit_column, code_column, rules).run();
}

}  // namespace grid
