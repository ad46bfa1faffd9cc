#include "libgrid/layer/faulty_units.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libgrid/layer/fault_list.hpp"
#include "libgrid/layer/ground.hpp"

namespace grid {

namespace {

/// `feature 12: the unit code is empty`
std::string line_of(const FaultyUnit& unit) {
    return unit.place.fid ? fmt::format("feature {}: {}", *unit.place.fid, unit.problem) : unit.problem;
}

/// One code that two features have: the later one is named, with the other in its problem.
bool is_one_pair(const std::vector<FaultyUnit>& faulty) {
    const auto is_twin = [](const FaultyUnit& unit, const FaultyUnit& other) {
        return unit.twin && unit.twin == other.place.fid;
    };
    return faulty.size() == 2 && is_twin(faulty[0], faulty[1]) && is_twin(faulty[1], faulty[0]);
}

[[noreturn]] void throw_faulty(const std::vector<FaultyUnit>& faulty, const std::string& also) {
    std::string advice = faulty.front().advice;
    const auto add = [&advice](const std::string& more) { advice += (advice.empty() ? "" : "; ") + more; };
    if (!also.empty()) add(also);
    add(faulty.size() == 1 ? "--skip-faulty leaves it out" : "--skip-faulty leaves them out");
    if (faulty.size() == 1 || is_one_pair(faulty)) throw InputError(faulty.back().problem, faulty.back().place, advice);
    std::vector<std::string> lines;
    for (const FaultyUnit& unit : faulty)
        lines.push_back(line_of(unit));
    throw InputError(fmt::format("{} units cannot be used: {}", faulty.size(), first_ten(lines, lines.size())),
                     {faulty.front().place.file, faulty.front().place.layer, {}, {}}, advice);
}

}  // namespace

FaultyUnit faulty_unit(const Error& error, const Unit& unit, const Point& at) {
    return {unit.code, unit.place, problem_of(error), error.advice(), at, {}};
}

void settle_faulty(std::vector<FaultyUnit> faulty, bool skip, const std::string& also, Findings& findings) {
    if (faulty.empty()) return;
    std::ranges::stable_sort(faulty, {}, [](const FaultyUnit& unit) { return unit.place.fid.value_or(-1); });
    if (!skip) throw_faulty(faulty, also);
    for (const FaultyUnit& unit : faulty) {
        const std::string who = unit.place.fid ? fmt::format("feature {}", *unit.place.fid) : "a unit";
        findings.push_back(
            {"unit_skipped", {}, {}, fmt::format("{} was left out (--skip-faulty): {}", who, unit.problem), unit.at});
    }
}

}  // namespace grid
