#include "libgrid/layer/faulty_units.hpp"

#include <algorithm>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/fault_list.hpp"
#include "libgrid/layer/ground.hpp"

namespace grid {

namespace {

/// `feature 12: the unit code is empty`
Message line_of(const FaultyUnit& unit) {
    return unit.place.fid ? msg("feature {}: {}", *unit.place.fid, unit.problem) : unit.problem;
}

/// One code that two features have: the later one is named, with the other in its problem.
bool is_one_pair(const std::vector<FaultyUnit>& faulty) {
    const auto is_twin = [](const FaultyUnit& unit, const FaultyUnit& other) {
        return unit.twin && unit.twin == other.place.fid;
    };
    return faulty.size() == 2 && is_twin(faulty[0], faulty[1]) && is_twin(faulty[1], faulty[0]);
}

[[noreturn]] void throw_faulty(const std::vector<FaultyUnit>& faulty, const Message& also) {
    Message advice = faulty.front().advice;
    const auto add = [&advice](const Message& more) { advice += advice.empty() ? more : msg("; ") + more; };
    if (!also.empty()) add(also);
    add(faulty.size() == 1 ? msg("--skip-faulty leaves it out") : msg("--skip-faulty leaves them out"));
    if (faulty.size() == 1 || is_one_pair(faulty)) throw InputError(faulty.back().problem, faulty.back().place, advice);
    std::vector<Message> lines;
    for (const FaultyUnit& unit : faulty)
        lines.push_back(line_of(unit));
    throw InputError(msg("{} units cannot be used: {}", faulty.size(), first_ten(lines, lines.size())),
                     {faulty.front().place.file, faulty.front().place.layer, {}, {}}, advice);
}

}  // namespace

FaultyUnit faulty_unit(const Error& error, const Unit& unit, const Point& at) {
    return {unit.code, unit.place, error.problem(), error.advice(), at, {}};
}

void settle_faulty(std::vector<FaultyUnit> faulty, bool skip, const Message& also, Findings& findings) {
    if (faulty.empty()) return;
    std::ranges::stable_sort(faulty, {}, [](const FaultyUnit& unit) { return unit.place.fid.value_or(-1); });
    if (!skip) throw_faulty(faulty, also);
    for (const FaultyUnit& unit : faulty) {
        const Message who = unit.place.fid ? msg("feature {}", *unit.place.fid) : msg("a unit");
        findings.push_back(
            {"unit_skipped", {}, {}, msg("{} was left out (--skip-faulty): {}", who, unit.problem), unit.at});
    }
}

}  // namespace grid
