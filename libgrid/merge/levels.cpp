#include "libgrid/merge/levels.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/micro_layer.hpp"
#include "libgrid/layer/nesting.hpp"
#include "libgrid/layer/values.hpp"

namespace grid {

namespace {

constexpr std::size_t nowhere = std::string::npos;

/// The place of a field among the further ones.
std::size_t extra_at(const GridLayer& layer, const char* name, bool of_micro) {
    const auto found = std::ranges::find_if(layer.extra_fields, [&](const FieldInfo& field) {
        return field.name == name && is_level_field(field, of_micro);
    });
    return found == layer.extra_fields.end() ? nowhere : static_cast<std::size_t>(found - layer.extra_fields.begin());
}

/// The request for the layers of micro-grids: only units are joined or replaced there.
MergeRequest request_below(const MergeRequest& request) {
    MergeRequest below = request;
    below.inputs.clear();
    bool base_has_micro = false;
    for (std::size_t i = 0; i < request.inputs.size(); ++i) {
        SourceRef grids = request.inputs[i].source;
        grids.usual_layer = "grids";
        auto micro = find_micro_layer(grids);
        if (!micro) continue;
        base_has_micro = base_has_micro || i == 0;
        below.inputs.push_back({std::move(*micro), {}});
    }
    below.replace = request.replace && base_has_micro;
    below.roll_up = RollUp::none;
    below.boundaries.reset();
    below.fuse_below.reset();
    below.date.clear();
    return below;
}

void report_dropped(const std::vector<std::string>& grids, GridLayer& layer, Findings& findings) {
    constexpr std::size_t most = 20;
    if (grids.empty()) return;
    const std::vector<std::string> shown(grids.begin(),
                                         grids.begin() + static_cast<std::ptrdiff_t>(std::min(most, grids.size())));
    Finding finding{"micro_dropped",
                    {},
                    {},
                    msg("{} grids have no micro-grids any more, for they are not exactly the ground of those "
                        "that they had: {}{}; gridify --previous --micro makes new ones",
                        grids.size(), fmt::join(shown, ", "), grids.size() > most ? " ..." : "")};
    layer.issues.push_back(finding);
    findings.push_back(std::move(finding));
}

/// Micro-grids by the code of their grid.
std::map<std::string, std::vector<std::size_t>> by_parent(const GridLayer& micro) {
    std::map<std::string, std::vector<std::size_t>> of;
    const std::size_t parent = extra_at(micro, parent_field, true);
    for (std::size_t m = 0; m < micro.grids.size() && parent != nowhere; ++m) {
        const std::vector<Value>& extra = micro.grids[m].extra;
        if (parent < extra.size()) of[to_text(extra[parent])].push_back(m);
    }
    return of;
}

/// Leaves the micro-grids whose grid is their dissolve; says how many each grid has.
void leave_nested(GridLayer& layer, GridLayer& micro, Findings& findings) {
    auto of_grid = by_parent(micro);
    const std::size_t count = extra_at(layer, micro_field, false);
    std::vector<char> keep(micro.grids.size(), 0);
    std::vector<std::string> dropped;
    for (GridRow& row : layer.grids) {
        const bool had_some = count != nowhere && count < row.extra.size() && !is_null(row.extra[count]);
        if (had_some) row.extra[count] = {};
        const auto own = of_grid.find(row.code);
        if (own == of_grid.end()) {
            if (had_some) dropped.push_back(row.code);
            continue;
        }
        std::vector<const MultiPolygon*> parts;
        for (const std::size_t m : own->second)
            parts.push_back(&micro.grids[m].geometry);
        if (find_nesting_fault(row.unit_code, row.code, row.geometry, parts)) {
            dropped.push_back(row.code);
            continue;
        }
        for (const std::size_t m : own->second)
            keep[m] = 1;
        if (had_some) row.extra[count] = static_cast<std::int64_t>(parts.size());
    }
    std::size_t at = 0;
    std::erase_if(micro.grids, [&](const GridRow&) { return keep[at++] == 0; });
    report_dropped(dropped, layer, findings);
}

}  // namespace

void merge_levels(const MergeRequest& request, MergeResult& result) {
    const MergeRequest below = request_below(request);
    if (below.inputs.empty()) return;
    if (request.roll_up != RollUp::none) {
        Finding finding{
            "micro_dropped", {}, {}, msg("the micro-grids were left out: what grids are rolled up to has none")};
        result.layer.issues.push_back(finding);
        result.report.findings.push_back(std::move(finding));
        return;
    }
    GridLayer micro = run_merge(below).layer;
    leave_nested(result.layer, micro, result.report.findings);
    micro.issues.clear();
    if (!micro.grids.empty()) result.layer.below.push_back(std::move(micro));
}

}  // namespace grid
