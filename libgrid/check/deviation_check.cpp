
#include <cmath>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"

namespace grid {

namespace {

/// One of the two deviations of the layer.
struct Deviation {
    const char* field = "";
    std::optional<double> GridRecord::*said = nullptr;
    double (*value)(const CheckContext& context, std::size_t row) = nullptr;
    double step = 0;  ///< how coarse the values are
};

/// A wrong value of one grid changes the mean, and with it the deviations of all: they are one finding, at the grid
/// that is farthest off.
void check_unit(CheckContext& context, const std::vector<std::size_t>& rows, const Deviation& deviation) {
    const GridTable& grids = context.grids;
    double sum = 0;
    double count = 0;
    for (const std::size_t row : rows) {
        if (grids.rows[row].is_dedicated) continue;
        sum += deviation.value(context, row);
        ++count;
    }
    if (!std::isfinite(sum)) return;  // a value is missing, and that is a finding already
    const double mean = count > 0 ? sum / count : 0;
    const double tolerance = 1e-6 + (mean > 0 ? deviation.step / mean : 0);
    std::int64_t wrong = 0;
    double farthest = tolerance;
    std::size_t at = 0;
    double should_be = 0;
    for (const std::size_t row : rows) {
        const std::optional<double>& said = grids.rows[row].*deviation.said;
        if (!said) continue;
        const double is = mean > 0 && !grids.rows[row].is_dedicated ? deviation.value(context, row) / mean - 1 : 0;
        const double off = std::abs(*said - is);
        if (off <= tolerance) continue;
        ++wrong;
        if (off <= farthest) continue;
        farthest = off;
        at = row;
        should_be = is;
    }
    if (wrong == 0) return;
    Message message = msg("{} is {:.6g}, but the deviation from the mean of the unit is {:.6g}", deviation.field,
                          *(grids.rows[at].*deviation.said), should_be);
    if (wrong > 1) message += msg("; so it is with {} grids of the unit", wrong);
    context.findings.add("deviation_differs", static_cast<std::int64_t>(at), std::move(message));
}

}  // namespace

void check_deviations(CheckContext& context) {
    const GridFields& fields = context.grids.fields;
    // Households may be fractions; the layer has whole numbers, but the deviations are those of the fractions.
    const double step = context.counts.empty() ? 1 : 1e-3;
    for (const std::vector<std::size_t>& rows : rows_of_units(context.grids)) {
        if (context.grids.unit_of[rows.empty() ? 0 : rows.front()] < 0) continue;
        if (fields.dev_households)
            check_unit(context, rows, {"dev_hh", &GridRecord::dev_households, &households_of, step});
        if (fields.dev_workload) check_unit(context, rows, {"dev_wl", &GridRecord::dev_workload, &workload_of, 1e-3});
    }
}

}  // namespace grid
