#include "libgrid/layer/grids_before.hpp"

#include <string>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/previous_vertices.hpp"

namespace grid {

namespace {

/// With a plan that is a layer of grids with codes, these are the grids that there are, if no others are named.
std::optional<PreviousSource> grids_before(const GriddingRequest& request, std::optional<PlanForm> form) {
    if (request.previous || form != PlanForm::layer || !has_grid_codes(request.plan->source)) return request.previous;
    PreviousSource edited;
    edited.source = request.plan->source;
    edited.is_edited = true;
    return edited;
}

}  // namespace

void read_grids_before(const GriddingRequest& request, std::optional<PlanForm> form, const std::vector<Point>& added,
                       const InputRules& rules, InputNotes& notes, Ground& ground) {
    ground.used = UsedCodes(request.profile.code);
    std::vector<std::string> codes;
    for (const Unit& unit : ground.units)
        codes.push_back(unit.code);
    if (request.used_codes) {
        Source source = Source::open(request.used_codes->source);
        notes.add("used-codes", source);
        auto finding =
            read_used_codes(source, request.used_codes->code_field, request.profile.code, codes, ground.used);
        if (finding) ground.findings.push_back(std::move(*finding));
    }
    const auto before = grids_before(request, form);
    if (!before) return;
    Source source = Source::open(before->source);
    if (request.previous) notes.add("previous", source);
    PreviousGrids& previous =
        ground.previous.emplace(read_previous(*before, source, request.profile, ground.output_wkt, ground.used));
    if (request.previous) add_input_findings(msg("previous"), source, rules, ground.findings);
    previous.leave_out(ground.left_out);
    take_in_vertices(added, previous);
    for (Finding& finding : find_gone_units(previous, codes))
        ground.findings.push_back(std::move(finding));
}

}  // namespace grid
