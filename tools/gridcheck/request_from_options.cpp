#include "libgrid/core/error.hpp"
#include "tools/common/sources.hpp"
#include "tools/gridcheck/options.hpp"

#include <boost/algorithm/string.hpp>

namespace grid::tools {

namespace {

/// Codes with commas between them.
std::vector<std::string> codes_of(const std::vector<std::string>& lists) {
    std::vector<std::string> codes;
    for (const std::string& list : lists) {
        std::vector<std::string> parts;
        boost::split(parts, list, [](char c) { return c == ','; });
        for (std::string& part : parts) {
            boost::trim(part);
            codes.push_back(std::move(part));
        }
    }
    return codes;
}

/// The options that say how sites and cells are counted.
void set_counts(const GridcheckOptions& options, GriddingRequest& against) {
    if (!options.sites.path.empty()) against.sites = site_source(options.sites, options);
    if (!options.cells.path.empty()) against.cells = count_source(options.cells, options);
    against.site_reach_m = options.site_reach;
}

}  // namespace

CheckRequest request_from_options(const GridcheckOptions& options) {
    CheckRequest request;
    request.grids = source_ref(options.grids, options);
    request.grids.usual_layer = "grids";
    request.fields = options.fields;
    GriddingRequest& against = request.against;
    against.profile = load_profile(options.profile);
    against.profile.fields.dedicated_name.clear();  // only their ground is looked at
    const Sizes sizes = resolve_sizes(options.sizes, against.profile);
    against.profile.target = sizes.target;
    against.profile.min = sizes.min;
    against.profile.max = sizes.max;
    against.profile.tolerance = sizes.tolerance;
    against.profile.workload_tolerance = sizes.workload_tolerance;
    against.tolerance_is_wanted = options.sizes.tolerance.has_value();
    request.workload_tolerance_is_wanted = options.sizes.workload_tolerance.has_value();
    if (!options.boundaries.path.empty()) against.boundaries = source_ref(options.boundaries, options);
    against.code_field = options.boundaries_code;
    against.unit_rules = options.unit_rules;
    set_counts(options, against);
    for (const BarrierOption& barrier : options.land.barriers)
        against.barriers.push_back({source_ref(barrier.input, options), barrier.hard_where});
    for (const InputOption& block : options.land.blocks)
        against.blocks.push_back(source_ref(block, options));
    for (const InputOption& area : options.land.dedicated)
        against.dedicated.push_back(source_ref(area, options));
    for (const InputOption& wishes : options.land.wishes)
        against.wishes.push_back(source_ref(wishes, options));
    if (options.work.is_wanted(options.land.ways)) set_work(options.work, options.land.ways, options, against);
    against.threads = options.common.thread_count();
    against.allow_ballpark = options.common.allow_ballpark;
    if (!options.lineage.empty()) {
        request.lineage = source_ref({options.lineage, options.lineage_layer, {}}, options);
    }
    if (!options.exceptions.empty())
        request.exceptions = source_ref({options.exceptions, options.exceptions_layer, {}}, options);
    for (const PlanOption& plan : options.plans) {
        request.plans.push_back({source_ref(plan.input, options), plan.fields});
        request.plans.back().grids.usual_layer = "grids";
    }
    request.figures = !options.comparison.empty();
    request.selection.only(codes_of(options.only));
    request.selection.skip(codes_of(options.skip));
    for (const std::string& assignment : options.severity)
        request.selection.set_severity(assignment);
    request.gap_width_m = options.gap_width;
    request.sliver_width_m = options.sliver_width;
    request.snap_m = options.snap;
    request.summary = !options.summary.empty();
    request.repair = !options.repair.empty();
    request.recount = !options.recount.empty();
    request.overlap_to = options.overlap_to;
    request.close_inlets = options.close_inlets;
    request.give_slivers = options.give_slivers;
    request.suggest = options.suggest;
    return request;
}

}  // namespace grid::tools
