#include "libgrid/check/recount.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "libgrid/check/count_once.hpp"
#include "libgrid/layer/whole_numbers.hpp"

namespace grid {

namespace {

class AttributeRecount {
public:
    AttributeRecount(CheckContext& context, GridTable& grids, const std::vector<char>& wanted)
        : m_context(context), m_grids(grids), m_wanted(wanted) {}

    std::vector<RecountedValue> run() {
        if (m_grids.is_measurable) renew_measures();
        if (!m_context.counts.empty()) renew_counts();
        renew_deviations();
        std::ranges::stable_sort(m_changed, {}, &RecountedValue::index);
        return std::move(m_changed);
    }

private:
    using Field = std::optional<std::string>;

    void renew(std::size_t row, const Field& field, std::optional<double>& said, double now) {
        if (!field) return;
        const GridRecord& record = m_grids.rows[row];
        if (!said) m_context.findings.withdraw("value_invalid", static_cast<std::int64_t>(row), "'" + *field + "'");
        m_changed.push_back({record.index, record.fid, record.code, *field, said, now});
        said = now;
    }

    void renew_measures() {
        const GridFields& fields = m_grids.fields;
        if (!fields.area_m2 && !fields.perimeter_m && !fields.compactness) return;
        const std::vector<Measures> measures = measure_all(m_context);
        for (std::size_t row = 0; row < measures.size(); ++row) {
            if (m_wanted[row] == 0 || m_grids.geometry[row].empty()) continue;
            GridRecord& record = m_grids.rows[row];
            const auto compare = [&](const Field& field, std::optional<double>& said, double is) {
                if (!said || std::abs(*said - is) > measure_tolerance(is)) renew(row, field, said, is);
            };
            compare(fields.area_m2, record.area_m2, measures[row].area_m2);
            compare(fields.perimeter_m, record.perimeter_m, measures[row].perimeter_m);
            compare(fields.compactness, record.compactness, measures[row].compactness);
        }
    }

    void renew_counts() {
        const std::vector<CountedOnce> counted = count_once(m_context);
        for (const std::vector<std::size_t>& rows : rows_of_units(m_grids)) {
            std::vector<Count> households;
            std::vector<Count> persons;
            for (const std::size_t row : rows) {
                households.push_back(counted[row].households);
                persons.push_back(counted[row].persons);
            }
            const std::vector<std::int64_t> whole_households = to_whole_numbers(households);
            const std::vector<std::int64_t> whole_persons = to_whole_numbers(persons);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (m_wanted[rows[i]] != 0) renew_row(rows[i], whole_households[i], whole_persons[i], counted[rows[i]]);
            }
        }
    }

    void renew_row(std::size_t row, std::int64_t households, std::int64_t persons, const CountedOnce& counted) {
        const GridFields& fields = m_grids.fields;
        GridRecord& record = m_grids.rows[row];
        const CountRange& range = m_context.counts[row];
        const std::size_t before = m_changed.size();
        const auto whole = [](Count count, double (*round)(double)) {
            return round(static_cast<double>(count) / count_scale);
        };
        const auto compare = [&](const Field& field, std::optional<double>& said, double least, double most,
                                 double is) {
            if (!said || *said < least || *said > most) renew(row, field, said, is);
        };
        compare(fields.households, record.households, whole(range.least_households, &std::floor),
                whole(range.most_households, &std::ceil), static_cast<double>(households));
        if (m_context.ground->has_persons)
            compare(fields.persons, record.persons, whole(range.least_persons, &std::floor),
                    whole(range.most_persons, &std::ceil), static_cast<double>(persons));
        const double rounding = 1e-6 + 1e-9 * range.most_workload;
        compare(fields.workload, record.workload, range.least_workload - rounding, range.most_workload + rounding,
                m_context.work.empty() ? counted.workload : m_context.work[row].hours());
        if (!m_context.work.empty()) renew_work(row);
        std::optional<double> sites;
        if (record.sites) sites = static_cast<double>(*record.sites);
        compare(fields.sites, sites, static_cast<double>(range.least_sites), static_cast<double>(range.most_sites),
                static_cast<double>(counted.items));
        if (sites) record.sites = static_cast<std::int64_t>(*sites);
        if (m_changed.size() > before) m_counted_anew.insert(m_grids.unit_of[row]);
    }

    void renew_work(std::size_t row) {
        const GridFields& fields = m_grids.fields;
        GridRecord& record = m_grids.rows[row];
        const GridWork& work = m_context.work[row];
        const auto compare = [&](const Field& field, std::optional<double>& said, double is) {
            if (!said || std::abs(*said - is) > 1e-6 + 1e-9 * is) renew(row, field, said, is);
        };
        compare(fields.service_h, record.service_h, work.service_h);
        compare(fields.walk_h, record.walk_h, work.walk_h);
        compare(fields.walk_km, record.walk_km, work.walk_km);
    }

    void renew_deviations() {
        const bool all = std::ranges::find(m_wanted, 0) == m_wanted.end();
        const double step = m_context.counts.empty() ? 1 : 1e-3;
        for (const std::vector<std::size_t>& rows : rows_of_units(m_grids)) {
            if (rows.empty() || m_grids.unit_of[rows.front()] < 0) continue;
            if (!all && !m_counted_anew.contains(m_grids.unit_of[rows.front()])) continue;
            renew_unit(rows, m_grids.fields.dev_households, &GridRecord::dev_households, &households_of, step);
            renew_unit(rows, m_grids.fields.dev_workload, &GridRecord::dev_workload, &workload_of, 1e-3);
        }
    }

    /// As check_deviations() has them.
    void renew_unit(const std::vector<std::size_t>& rows, const Field& field, std::optional<double> GridRecord::*said,
                    double (*value)(const CheckContext&, std::size_t), double step) {
        double sum = 0;
        double count = 0;
        for (const std::size_t row : rows) {
            if (m_grids.rows[row].is_dedicated) continue;
            sum += value(m_context, row);
            ++count;
        }
        if (!field || !std::isfinite(sum)) return;
        const double mean = count > 0 ? sum / count : 0;
        const double tolerance = 1e-6 + (mean > 0 ? step / mean : 0);
        for (const std::size_t row : rows) {
            GridRecord& record = m_grids.rows[row];
            const double is = mean > 0 && !record.is_dedicated ? value(m_context, row) / mean - 1 : 0;
            if (!(record.*said) || std::abs(*(record.*said) - is) > tolerance) renew(row, field, record.*said, is);
        }
    }

    CheckContext& m_context;
    GridTable& m_grids;
    const std::vector<char>& m_wanted;
    std::set<std::int32_t> m_counted_anew;  ///< units
    std::vector<RecountedValue> m_changed;
};

}  // namespace

std::vector<RecountedValue> recount(CheckContext& context, GridTable& grids, const std::vector<char>& wanted) {
    return AttributeRecount(context, grids, wanted).run();
}

}  // namespace grid
