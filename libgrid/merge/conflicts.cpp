#include "libgrid/merge/conflicts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/lineage.hpp"
#include "libgrid/merge/join_units.hpp"

namespace grid {

namespace {

constexpr const char* advice = mark("--on-duplicate first or last keeps those of one input, merge those of all");

Message both(const GridSet& set, std::size_t a, std::size_t b) {
    return msg("{} and {}", describe(place_of(set, a)), describe(place_of(set, b)));
}

/// Whether the row of input `a` goes before that of input `b`.
bool wins(std::int32_t a, std::int32_t b, OnDuplicate rule) {
    return rule == OnDuplicate::first ? a < b : a > b;
}

/// Of each unit the grids of one input are kept.
void settle_units(GridSet& set, OnDuplicate rule, std::vector<char>& keep) {
    std::unordered_map<std::string_view, std::size_t> first;  // of a unit: a row of the input that counts
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set.rows[i].unit_code.empty()) continue;
        const auto [known, is_new] = first.try_emplace(set.rows[i].unit_code, i);
        if (is_new || set.origins[known->second].input == set.origins[i].input) continue;
        if (rule == OnDuplicate::error) {
            throw InputError(
                msg("unit {} has grids in two inputs: {}", set.rows[i].unit_code, both(set, known->second, i)), {},
                msg("{}, --replace those of the inputs after the first", marked(advice)));
        }
        if (wins(set.origins[i].input, set.origins[known->second].input, rule)) known->second = i;
    }
    std::set<std::string> settled;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (set.rows[i].unit_code.empty()) continue;
        if (set.origins[first.at(set.rows[i].unit_code)].input == set.origins[i].input) continue;
        keep[i] = 0;
        settled.insert(set.rows[i].unit_code);
    }
    for (const std::string& unit : settled) {
        const GridOrigin& origin = set.origins[first.at(unit)];
        set.notes.push_back(msg("unit {} is in several inputs; its grids are those of {} (--on-duplicate)", unit,
                                set.inputs[static_cast<std::size_t>(origin.input)].file));
    }
}

void settle_codes(GridSet& set, OnDuplicate rule, std::vector<char>& keep, Findings& findings) {
    std::unordered_map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < set.size(); ++i) {
        if (keep[i] == 0 || !set.inputs[static_cast<std::size_t>(set.origins[i].input)].has_codes) continue;
        const auto [known, is_new] = first.try_emplace(set.rows[i].code, i);
        if (is_new) continue;
        std::size_t loser = i;
        std::size_t winner = known->second;
        const bool within = set.origins[i].input == set.origins[winner].input;
        if (rule == OnDuplicate::error || within) {
            throw InputError(msg("the grid code {} occurs twice: {}", set.rows[i].code, both(set, winner, i)), {},
                             within ? msg("make the codes of the input unique") : marked(advice));
        }
        if (wins(set.origins[loser].input, set.origins[winner].input, rule)) std::swap(loser, winner);
        known->second = winner;
        keep[loser] = 0;
        Finding dropped{"grid_dropped", set.rows[loser].unit_code, set.rows[loser].code,
                        msg("the code {} occurs twice, and --on-duplicate keeps the grid of {}; left out: {}",
                            set.rows[loser].code, describe(place_of(set, winner)), describe(place_of(set, loser))),
                        point_of(set.geometry[loser])};
        findings.push_back(std::move(dropped));
    }
}

Finding retired_finding(const GridSet& set, const std::set<std::string>& retired) {
    constexpr std::size_t most = 10;
    std::vector<std::string> codes(retired.begin(), retired.end());
    codes.resize(std::min(most, codes.size()));
    return {"living_code_retired",
            {},
            {},
            msg("the lineage of a layer that replaces units gives up codes of grids that stay in {} ({}): "
                "{}{}; that part of it was left out",
                set.inputs.front().file, retired.size(), fmt::join(codes, ", "), retired.size() > most ? ", ..." : "")};
}

/// What the lineage of the later inputs says of grids of the base that stay is not so: these live on. It may come of a
/// run in which their units were not, or of a time that the base has not seen. Households that are said to come from
/// such a grid come from none.
void drop_lineage_of_staying(GridSet& set, Findings& findings) {
    std::unordered_set<std::string_view> staying;
    std::unordered_set<std::string_view> fresh;
    for (std::size_t i = 0; i < set.size(); ++i)
        (set.origins[i].input == 0 ? staying : fresh).insert(set.rows[i].code);
    std::set<std::string> retired;
    std::set<std::string> carried_on;
    std::map<std::string, std::int64_t> from_none;  // households by new code
    std::vector<LineageRow> kept;
    for (std::size_t i = 0; i < set.lineage.size(); ++i) {
        LineageRow& row = set.lineage[i];
        const bool is_of_base = i < set.lineage_of_base;
        if (!is_of_base && staying.contains(row.old_code)) {
            (row.new_code == row.old_code ? carried_on : retired).insert(row.old_code);
            if (fresh.contains(row.new_code)) from_none[row.new_code] += row.households;
        } else if (!is_of_base && row.old_code.empty() && fresh.contains(row.new_code)) {
            from_none[row.new_code] += row.households;
        } else {
            kept.push_back(std::move(row));
        }
    }
    for (const auto& [code, households] : from_none)
        kept.push_back({{}, code, households, 0});
    set.lineage = std::move(kept);
    std::erase_if(retired, [&](const std::string& code) { return carried_on.contains(code); });
    if (!retired.empty()) findings.push_back(retired_finding(set, retired));
}

}  // namespace

std::int64_t replace_units(GridSet& set, Findings& findings) {
    std::unordered_set<std::string> fresh;
    std::unordered_set<std::string> old;
    for (std::size_t i = 0; i < set.size(); ++i)
        (set.origins[i].input == 0 ? old : fresh).insert(set.rows[i].unit_code);
    std::vector<char> keep(set.size(), 1);
    std::vector<std::string> gone;
    std::unordered_set<std::string_view> said;
    for (std::size_t i = 0; i < set.size(); ++i) {
        const GridRow& row = set.rows[i];
        if (set.origins[i].input == 0 && fresh.contains(row.unit_code)) {
            keep[i] = 0;
            gone.push_back(row.code);
        } else if (set.origins[i].input != 0 && !old.contains(row.unit_code) && said.insert(row.unit_code).second) {
            findings.push_back({"unit_not_in_base",
                                row.unit_code,
                                {},
                                msg("unit {} is not in the base {}, so that its grids were added: {}", row.unit_code,
                                    set.inputs.front().file, describe(place_of(set, i))),
                                point_of(set.geometry[i])});
        }
    }
    // What is said of the old grids of these units is of no use now; but no old code may be forgotten.
    std::erase_if(set.issues, [&, i = std::size_t{0}](const Finding& finding) mutable {
        return i++ < set.issues_of_base && fresh.contains(finding.unit_code);
    });
    keep_rows(set, keep);
    drop_lineage_of_staying(set, findings);
    std::erase_if(old, [&](const std::string& unit) { return !fresh.contains(unit); });
    const std::unordered_set<std::string> dropped(gone.begin(), gone.end());
    std::vector<LineageRow> before;
    std::erase_if(set.lineage, [&, i = std::size_t{0}](const LineageRow& row) mutable {
        if (i++ >= set.lineage_of_base || !dropped.contains(row.new_code)) return false;
        before.push_back(row);
        return true;
    });
    keep_retired(set, before, gone);
    return static_cast<std::int64_t>(old.size());
}

void settle_duplicates(GridSet& set, OnDuplicate rule, Findings& findings) {
    if (rule == OnDuplicate::merge) {
        join_units(set, findings);
        sort_rows(set);
        return;
    }
    std::vector<char> keep(set.size(), 1);
    if (rule == OnDuplicate::error) {
        settle_codes(set, rule, keep, findings);
        settle_units(set, rule, keep);
    } else {
        settle_units(set, rule, keep);
        settle_codes(set, rule, keep, findings);
    }
    keep_rows(set, keep);
    sort_rows(set);
}

void keep_retired(GridSet& set, const std::vector<LineageRow>& before, const std::vector<std::string>& gone) {
    std::unordered_set<std::string> known;
    for (const GridRow& row : set.rows)
        known.insert(row.code);
    for (const LineageRow& row : set.lineage)
        known.insert(row.old_code);
    const auto retire = [&](const std::string& code) {
        if (!code.empty() && known.insert(code).second) set.lineage.push_back({code, {}, 0, 0, "retired"});
    };
    for (const LineageRow& row : before)
        retire(row.old_code);
    for (const std::string& code : gone)
        retire(code);
    name_changes({}, set.lineage);
    const auto key = [](const LineageRow& row) {
        return std::tie(row.old_code, row.new_code, row.households, row.share, row.change, row.date);
    };
    std::ranges::sort(set.lineage, {}, key);
    const auto [repeated, end] = std::ranges::unique(set.lineage, {}, key);  // what two inputs say of one retired code
    set.lineage.erase(repeated, end);
}

}  // namespace grid
