
#include <array>
#include <cmath>
#include <numeric>

#include "libgrid/check/check_context.hpp"
#include "libgrid/check/count_once.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/layer/layer_work.hpp"

namespace grid {

namespace {

/// A figure of the work of a grid: what the layer says, and what it is.
struct WorkField {
    const char* what = "";
    std::optional<double> GridRecord::*said = nullptr;
    double GridWork::*is = nullptr;
};

constexpr std::array work_fields{
    WorkField{mark("hours of service"), &GridRecord::service_h, &GridWork::service_h},
    WorkField{mark("hours of walking"), &GridRecord::walk_h, &GridWork::walk_h},
    WorkField{mark("kilometres of a round"), &GridRecord::walk_km, &GridWork::walk_km},
};

}  // namespace

void reckon_work(CheckContext& context) {
    const GriddingRequest& against = context.request.against;
    const LaidGrids grids{context.grids.geometry, context.grids.unit_of, context.grids.units};
    LayerWork work =
        work_of_layer(*context.ground, grids, rows_of_items(context), against.profile.work, false, against.threads);
    for (std::size_t row = 0; row < context.counts.size(); ++row) {
        context.counts[row].least_workload = work.grids[row].hours();
        context.counts[row].most_workload = work.grids[row].hours();
    }
    context.work = std::move(work.grids);
    for (const Finding& finding : work.findings) {
        Finding& added = finding.at ? context.findings.add(finding.code, -1, *finding.at, finding.message)
                                    : context.findings.add(finding.code, -1, finding.message);
        added.unit_code = finding.unit_code;
    }
}

void check_work(CheckContext& context, std::size_t row) {
    const CountRange& counts = context.counts[row];
    if (counts.least_sites != counts.most_sites) return;  // of sites on borders nobody knows where they are walked to
    for (const WorkField& field : work_fields) {
        const std::optional<double>& said = context.grids.rows[row].*field.said;
        const double is = context.work[row].*field.is;
        if (!said || std::abs(*said - is) <= 1e-6 + 1e-9 * is) continue;
        context.findings.add("work_differs", static_cast<std::int64_t>(row),
                             msg("the layer says {:.10g} {}, but there are {:.10g}", *said, marked(field.what), is));
    }
}

std::optional<WorkReport> work_of_rows(const CheckContext& context, std::span<const std::size_t> rows) {
    if (context.work.empty()) return std::nullopt;
    std::vector<GridWork> work;
    for (const std::size_t row : rows) {
        if (!context.grids.rows[row].is_dedicated) work.push_back(context.work[row]);
    }
    return summarise_work(work);
}

}  // namespace grid
