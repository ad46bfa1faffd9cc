
#include <cmath>
#include <limits>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/amount_text.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/apportion.hpp"

namespace grid {

double households_of(const CheckContext& context, std::size_t row) {
    if (!context.counts.empty()) {
        const CountRange& range = context.counts[row];
        if (range.least_households == range.most_households)
            return static_cast<double>(range.most_households) / count_scale;
    }
    return context.grids.rows[row].households.value_or(NAN);
}

double workload_of(const CheckContext& context, std::size_t row) {
    if (!context.counts.empty()) {
        const CountRange& range = context.counts[row];
        if (range.least_households == range.most_households) return range.most_workload;
    }
    return context.grids.rows[row].workload.value_or(NAN);
}

namespace {

/// The general grids of one unit against the sizes of the profile.
class UnitBalance {
public:
    UnitBalance(CheckContext& context, const std::vector<std::size_t>& rows)
        : m_context(context), m_profile(context.request.against.profile) {
        for (const std::size_t row : rows) {
            if (!context.grids.rows[row].is_dedicated) m_rows.push_back(row);
        }
    }

    void check() {
        if (m_rows.empty()) return;
        const bool limits_explained = explain_limits();
        check_deviation("tolerance_missed", "households", &households_of, m_profile.tolerance,
                        m_context.request.against.tolerance_is_wanted);
        check_deviation("workload_missed", "workload", &workload_of, m_profile.workload_tolerance,
                        m_context.request.workload_tolerance_is_wanted);
        if (!limits_explained) check_limits();
    }

private:
    [[nodiscard]] bool is_heavy(std::size_t row) const {
        return !m_context.counts.empty() && m_context.counts[row].heaviest > m_profile.max * count_scale;
    }

    /// Whether the households of the unit are such that no number of grids can keep the limits. A grid that is one
    /// heavy cell counts as one of the wanted size, as it does when gridify chooses the number.
    bool explain_limits() {
        double total = 0;
        for (const std::size_t row : m_rows) {
            if (is_heavy(row)) {
                m_context.findings.add("heavy_cell", static_cast<std::int64_t>(row),
                                       msg("one site or cell has {} households, more than a grid may have ({})",
                                           count_text(m_context.counts[row].heaviest), m_profile.max));
                total += static_cast<double>(m_profile.target);
            } else {
                total += households_of(m_context, row);
            }
        }
        constexpr double most = 1e12;
        if (!(total >= 0 && total <= most)) return true;  // a value is missing, and that is a finding already
        const GridSize size{m_profile.target * count_scale, m_profile.min * count_scale, m_profile.max * count_scale};
        const auto many = std::numeric_limits<std::int32_t>::max();
        const GridCount fitting = grid_count(std::llround(total * count_scale), size, many);
        const auto row = static_cast<std::int64_t>(m_rows.front());
        if (fitting.fit == CountFit::too_few) {
            m_context.findings.add("unit_too_small", row,
                                   msg("the unit has {} households, fewer than one grid must have ({})",
                                       number_text(total), m_profile.min));
        } else if (fitting.fit == CountFit::no_count) {
            m_context.findings.add("no_fitting_count", row,
                                   msg("no number of grids of {} to {} households fits the {} of the unit",
                                       m_profile.min, m_profile.max, number_text(total)));
        }
        return fitting.fit != CountFit::fits;
    }

    void check_limits() {
        for (const std::size_t row : m_rows) {
            const double households = households_of(m_context, row);
            const bool fits =
                households >= static_cast<double>(m_profile.min) && households <= static_cast<double>(m_profile.max);
            if (fits || is_heavy(row)) continue;
            m_context.findings.add(
                "limit_missed", static_cast<std::int64_t>(row),
                msg("{} households, not {} to {}", number_text(households), m_profile.min, m_profile.max));
        }
    }

    void check_deviation(const char* code, const Message& what,
                         double (*value_of)(const CheckContext& context, std::size_t row), double tolerance,
                         bool is_wanted) {
        if (!is_wanted) return;
        double sum = 0;
        for (const std::size_t row : m_rows)
            sum += value_of(m_context, row);
        const double mean = sum / static_cast<double>(m_rows.size());
        if (!(mean > 0)) return;
        for (const std::size_t row : m_rows) {
            const double value = value_of(m_context, row);
            if (std::abs(value - mean) <= (tolerance + 1e-6) * mean || is_heavy(row)) continue;
            m_context.findings.add(code, static_cast<std::int64_t>(row),
                                   msg("{} {}, {:+.1f} % of the mean of the unit, beyond {:.1f} %", number_text(value),
                                       what, 100 * (value / mean - 1), 100 * tolerance));
        }
    }

    CheckContext& m_context;
    const Profile& m_profile;
    std::vector<std::size_t> m_rows;
};

}  // namespace

void check_balance(CheckContext& context) {
    if (!context.grids.fields.households && context.counts.empty()) return;
    for (const std::vector<std::size_t>& rows : rows_of_units(context.grids)) {
        if (!rows.empty() && context.grids.unit_of[rows.front()] >= 0) UnitBalance(context, rows).check();
    }
}

}  // namespace grid
