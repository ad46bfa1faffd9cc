#include "libgrid/layer/changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "libgrid/layer/number.hpp"
#include "libgrid/trace/outline.hpp"

namespace grid {

namespace {

/// Pieces of land smaller than this come of rounding.
constexpr double least_area_m2 = 0.01;

bool counts(const GridOverlap& overlap) {
    return overlap.households > 0 || overlap.area_m2 > least_area_m2;
}

/// What became of the previous grids, by their index.
struct Fate {
    std::vector<std::int32_t> parts;  ///< how many grids have some of it
    std::vector<char> carried_on;
    std::vector<char> met;  ///< some grid has some of it
};

/// Whether the run is to tell of a previous grid that none of its units has a part of.
bool is_own(const ChangedRun& run, const PreviousGrid& grid) {
    return !run.previous.is_left_out(grid.unit_code) && run.shard.holds(run.previous.units_now(grid.unit_code).front());
}

/// Whether nothing carries the grid on, as far as the run is to tell.
bool is_retired(const ChangedRun& run, const Fate& fate, std::size_t grid) {
    const PreviousGrid& old = run.previous.grids[grid];
    if (fate.carried_on[grid] != 0 || run.previous.is_left_out(old.unit_code)) return false;
    return fate.met[grid] != 0 || is_own(run, old);
}

std::string joined(const std::set<std::string>& codes) {
    return fmt::format("{}", fmt::join(codes, " "));
}

Fate fate_of(const ChangedRun& run) {
    const std::size_t count = run.previous.grids.size();
    Fate fate{std::vector<std::int32_t>(count, 0), std::vector<char>(count, 0), std::vector<char>(count, 0)};
    for (const DividedUnit& unit : run.divided) {
        for (const GridOverlap& overlap : unit.overlaps) {
            if (overlap.old_grid < 0) continue;
            fate.met[static_cast<std::size_t>(overlap.old_grid)] = 1;
            fate.parts[static_cast<std::size_t>(overlap.old_grid)] += counts(overlap) ? 1 : 0;
        }
        for (const DividedGrid& grid : unit.grids) {
            if (grid.heir_of >= 0) fate.carried_on[static_cast<std::size_t>(grid.heir_of)] = 1;
        }
    }
    return fate;
}

/// By grid of the unit: whether it has all of the previous grid that it carries on, and nothing else.
std::vector<char> unchanged_grids(const DividedUnit& unit, const Fate& fate) {
    std::vector<std::int32_t> parts(unit.grids.size(), 0);
    for (const GridOverlap& overlap : unit.overlaps)
        parts[static_cast<std::size_t>(overlap.new_grid)] += counts(overlap) ? 1 : 0;
    std::vector<char> result;
    for (std::size_t g = 0; g < unit.grids.size(); ++g) {
        const std::int32_t old = unit.grids[g].heir_of;
        result.push_back(old >= 0 && parts[g] == 1 && fate.parts[static_cast<std::size_t>(old)] == 1 ? '\1' : '\0');
    }
    return result;
}

/// The general previous grids of a unit with the households of now, as deviations from their mean.
void add_before(const ChangedRun& run, const DividedUnit& unit, DeviationSummary& summary) {
    std::map<std::int32_t, double> households;
    for (const GridOverlap& overlap : unit.overlaps) {
        if (overlap.old_grid < 0 || run.previous.grids[static_cast<std::size_t>(overlap.old_grid)].dedicated) continue;
        households[overlap.old_grid] += static_cast<double>(overlap.households);
    }
    double mean = 0;
    for (const auto& [grid, count] : households)
        mean += count / static_cast<double>(households.size());
    for (const auto& [grid, count] : households)
        add_deviation(summary, mean > 0 ? count / mean - 1 : 0);
}

}  // namespace

namespace {

LineageFacts facts_of(const ChangedRun& run, const Fate& fate) {
    LineageFacts facts;
    facts.date = run.date;
    for (std::size_t u = 0; u < run.divided.size(); ++u) {
        const DividedUnit& unit = run.divided[u];
        const std::vector<char> is_same = unchanged_grids(unit, fate);
        for (std::size_t g = 0; g < unit.grids.size(); ++g) {
            const std::string& code = run.rows[run.first_row[u] + g].code;
            const std::int32_t old = unit.grids[g].heir_of;
            if (old >= 0 && run.previous.grids[static_cast<std::size_t>(old)].code != code)
                facts.heir_of[code] = run.previous.grids[static_cast<std::size_t>(old)].code;
            if (is_same[g] == 0) facts.reshaped.insert(code);
        }
    }
    return facts;
}

}  // namespace

std::vector<LineageRow> make_lineage(const ChangedRun& run) {
    std::vector<std::string> old_codes;
    for (const PreviousGrid& grid : run.previous.grids)
        old_codes.push_back(grid.code);
    std::vector<std::string> new_codes;
    std::vector<std::int64_t> households;
    for (const GridRow& row : run.rows) {
        new_codes.push_back(row.code);
        households.push_back(row.households);
    }
    std::vector<GridOverlap> overlaps;
    for (std::size_t u = 0; u < run.divided.size(); ++u) {
        for (GridOverlap overlap : run.divided[u].overlaps) {
            if (!counts(overlap)) continue;
            overlap.new_grid += static_cast<std::int32_t>(run.first_row[u]);
            overlaps.push_back(overlap);
        }
    }
    std::vector<LineageRow> rows = lineage_rows(overlaps, old_codes, new_codes, households);
    const Fate fate = fate_of(run);
    for (std::size_t g = 0; g < run.previous.grids.size(); ++g) {
        const PreviousGrid& grid = run.previous.grids[g];
        if (fate.met[g] == 0 && is_own(run, grid)) rows.push_back({grid.code, {}, 0, 0});
    }
    name_changes(facts_of(run, fate), rows);
    for (LineageRow& row : lineage_of_retired(run.used, run.units, run.shard))
        rows.push_back(std::move(row));
    return rows;
}

std::vector<LineageRow> lineage_of_retired(const UsedCodes& used, const std::vector<Unit>& units, const Shard& shard) {
    std::set<std::string> codes;
    for (const Unit& unit : units)
        codes.insert(unit.code);
    std::vector<LineageRow> rows;
    for (const std::string& code : used.retired()) {
        // A code belongs to the unit that it begins with; where that is gone, the first shard remembers it.
        const auto after = codes.upper_bound(code);
        const bool known = after != codes.begin() && code.starts_with(*std::prev(after));
        if (known || shard.holds_the_rest()) rows.push_back({code, {}, 0, 0, "retired", used.retired_on(code)});
    }
    return rows;
}

std::vector<const PreviousGrid*> retired_grids(const ChangedRun& run) {
    std::vector<const PreviousGrid*> grids;
    const Fate fate = fate_of(run);
    for (std::size_t g = 0; g < run.previous.grids.size(); ++g) {
        if (is_retired(run, fate, g)) grids.push_back(&run.previous.grids[g]);
    }
    return grids;
}

std::string retired_codes(const ChangedRun& run) {
    const std::vector<std::string> before = run.used.retired();
    std::set<std::string> retired(before.begin(), before.end());
    for (const PreviousGrid* grid : retired_grids(run))
        retired.insert(grid->code);
    for (const DividedUnit& unit : run.divided) {
        for (const DividedGrid& grid : unit.grids) {
            if (grid.heir_of >= 0) retired.insert(run.previous.grids[static_cast<std::size_t>(grid.heir_of)].code);
        }
    }
    for (const GridRow& row : run.rows)
        retired.erase(row.code);
    return joined(retired);
}

std::string last_codes(const std::vector<Unit>& units, const std::vector<GridRow>& rows, UsedCodes used,
                       const CodeLayout& layout) {
    for (const GridRow& row : rows)
        used.add_living(row.code);
    std::set<std::string> codes;
    for (const Unit& unit : units) {
        for (const std::int64_t number : used.last_numbers(unit.code))
            codes.insert(grid_code(unit.code, number, layout));
    }
    return joined(codes);
}

void set_valid_from(const ChangedRun& run, std::vector<GridRow>& rows) {
    const Fate fate = fate_of(run);
    for (std::size_t u = 0; u < run.divided.size(); ++u) {
        const DividedUnit& unit = run.divided[u];
        const std::vector<char> is_same = unchanged_grids(unit, fate);
        for (std::size_t g = 0; g < unit.grids.size(); ++g) {
            GridRow& row = rows[run.first_row[u] + g];
            row.valid_from = is_same[g] == 0
                                 ? run.date
                                 : run.previous.grids[static_cast<std::size_t>(unit.grids[g].heir_of)].valid_from;
        }
    }
}

ChangeReport summarise_changes(const ChangedRun& run) {
    ChangeReport report;
    report.households_before = {.tolerance = run.tolerance};
    const Fate fate = fate_of(run);
    std::set<std::int32_t> split;
    for (const DividedUnit& unit : run.divided) {
        report.units_kept += unit.kept ? 1 : 0;
        const std::vector<char> is_same = unchanged_grids(unit, fate);
        std::vector<const GridOverlap*> largest(unit.grids.size(), nullptr);
        for (const GridOverlap& overlap : unit.overlaps) {
            const auto g = static_cast<std::size_t>(overlap.new_grid);
            if (largest[g] == nullptr || overlap.households > largest[g]->households) largest[g] = &overlap;
            if (overlap.old_grid < 0)
                report.households_new += overlap.households;
            else if (overlap.old_grid != unit.grids[g].heir_of)
                report.households_moved += overlap.households;
        }
        for (std::size_t g = 0; g < unit.grids.size(); ++g) {
            const std::int32_t old = unit.grids[g].heir_of;
            if (old < 0) {
                report.grids_new += 1;
                if (largest[g] != nullptr && largest[g]->old_grid >= 0) split.insert(largest[g]->old_grid);
            } else {
                (is_same[g] != 0 ? report.grids_unchanged : report.grids_changed) += 1;
            }
        }
        add_before(run, unit, report.households_before);
    }
    finish_deviations(report.households_before);
    report.grids_split = static_cast<std::int64_t>(split.size());
    for (std::size_t g = 0; g < run.previous.grids.size(); ++g) {
        if (!is_retired(run, fate, g)) continue;
        report.grids_retired += 1;
        report.grids_merged += fate.met[g] != 0 ? 1 : 0;
    }
    return report;
}

void drop_needless_vertices(const std::vector<Unit>& units, std::vector<DividedUnit>& divided) {
    std::map<Point, bool> needed;
    for (const DividedUnit& unit : divided) {
        for (const Point& p : unit.added_vertices)
            needed.emplace(p, false);
    }
    if (needed.empty()) return;
    const auto need = [&needed](const Ring& ring) {
        for (const Point& p : ring) {
            if (const auto known = needed.find(p); known != needed.end()) known->second = true;
        }
    };
    for (const Unit& unit : units) {  // what one unit has got from before, another one may have by itself
        for (const Polygon& polygon : unit.output) {
            need(polygon.shell);
            for (const Ring& hole : polygon.holes)
                need(hole);
        }
    }
    for (const DividedUnit& unit : divided) {
        std::map<Point, int> grids;  // of the unit, with this vertex
        for (const DividedGrid& grid : unit.grids) {
            for (const Polygon& polygon : grid.geometry) {
                const auto look = [&](const Ring& ring) {
                    for (std::size_t i = 1; i < ring.size(); ++i) {
                        if (needed.contains(ring[i])) ++grids[ring[i]];
                    }
                };
                look(polygon.shell);
                for (const Ring& hole : polygon.holes)
                    look(hole);
            }
        }
        for (const auto& [point, count] : grids) {
            if (unit.kept || count > 1) needed[point] = true;
        }
    }
    for (DividedUnit& unit : divided) {
        if (unit.kept) continue;
        for (DividedGrid& grid : unit.grids) {
            bool changed = false;
            const auto clean = [&](Ring& ring) {
                const auto is_needless = [&needed](const Point& p) {
                    const auto known = needed.find(p);
                    return known != needed.end() && !known->second;
                };
                if (std::none_of(ring.begin(), ring.end(), is_needless)) return;
                ring.pop_back();
                std::erase_if(ring, is_needless);
                ring.push_back(ring.front());
                changed = true;
            };
            for (Polygon& polygon : grid.geometry) {
                clean(polygon.shell);
                for (Ring& hole : polygon.holes)
                    clean(hole);
            }
            if (changed) order_rings(grid.geometry);
        }
    }
}

}  // namespace grid
