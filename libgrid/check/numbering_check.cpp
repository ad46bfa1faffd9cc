#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "libgrid/check/check_context.hpp"
#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/number.hpp"
#include "libgrid/layer/used_codes.hpp"

namespace grid {

namespace {

/// A grid of a unit whose code ends in a number.
struct Numbered {
    std::int64_t number = 0;
    std::int32_t rank = 0;  ///< its place from the north-west among all grids of the unit
    std::size_t row = 0;
};

/// Where two grids have one number, which is a finding already, there is no telling which of them is in its place.
void drop_repeated(std::vector<Numbered>& numbered) {
    std::vector<Numbered> single;
    for (std::size_t i = 0; i < numbered.size(); ++i) {
        const bool as_before = i > 0 && numbered[i - 1].number == numbered[i].number;
        const bool as_after = i + 1 < numbered.size() && numbered[i + 1].number == numbered[i].number;
        if (!as_before && !as_after) single.push_back(numbered[i]);
    }
    numbered = std::move(single);
}

/// A grid that is not where its number belongs, and which one should be there.
struct Misplaced {
    std::int64_t grids = 0;  ///< in how many places of the unit another grid should be
    std::size_t of = 0;      ///< grids of the unit
    std::size_t first = 0;   ///< row of the first one
    std::size_t should = 0;  ///< row of the one that should be there
};

Misplaced look_at(const CheckContext& context, const std::vector<std::size_t>& rows, std::size_t unit,
                  const ScaleFinder& scales) {
    const GridTable& grids = context.grids;
    const CodeLayout& layout = context.request.against.profile.code;
    if (rows.size() < 2) return {};
    // All grids of the unit have a place, also those whose code is wrong: the rows depend on all of them.
    std::vector<NumberedPlace> places;
    std::vector<char> is_dedicated;
    std::vector<Numbered> numbered;
    Box box;
    for (const std::size_t row : rows)
        box.join(box_of(grids.geometry[row]));
    const Plane plane = plane_of(box, scales.at(box.middle()));
    for (const std::size_t row : rows) {
        if (grids.geometry[row].empty()) return {};
        places.push_back(numbered_place(to_work(grids.geometry[row], plane)));
        is_dedicated.push_back(grids.rows[row].is_dedicated ? 1 : 0);
        if (!(places.back().area_m2 > 0)) return {};  // a finding of the geometry
    }
    const std::vector<std::int32_t> order = kind_order(places, is_dedicated);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t row = rows[static_cast<std::size_t>(order[i])];
        const std::int64_t number = number_in_code(grids.rows[row].code, grids.units[unit], layout);
        if (number >= 0) numbered.push_back({number, static_cast<std::int32_t>(i), row});
    }
    std::stable_sort(numbered.begin(), numbered.end(),
                     [](const Numbered& a, const Numbered& b) { return a.number < b.number; });
    drop_repeated(numbered);
    std::vector<Numbered> wanted = numbered;
    std::sort(wanted.begin(), wanted.end(), [](const Numbered& a, const Numbered& b) { return a.rank < b.rank; });
    Misplaced found;
    found.of = rows.size();
    for (std::size_t i = numbered.size(); i-- > 0;) {
        if (numbered[i].row == wanted[i].row) continue;
        ++found.grids;
        found.first = numbered[i].row;
        found.should = wanted[i].row;
    }
    return found;
}

}  // namespace

std::vector<std::vector<std::size_t>> rows_of_units(const GridTable& grids) {
    std::vector<std::vector<std::size_t>> rows(grids.units.size() + 1);  // the last one: of no unit
    for (std::size_t row = 0; row < grids.rows.size(); ++row) {
        const std::int32_t unit = grids.unit_of[row];
        rows[unit < 0 ? grids.units.size() : static_cast<std::size_t>(unit)].push_back(row);
    }
    if (rows.back().empty()) rows.pop_back();
    return rows;
}

void check_numbering(CheckContext& context) {
    if (context.lineage) return;  // the codes are those of grids that were there before
    const auto rows = rows_of_units(context.grids);
    std::vector<Misplaced> found(context.grids.units.size());
    tbb::enumerable_thread_specific<ScaleFinder> scales([&] { return ScaleFinder(context.grids.crs_wkt); });
    run_on_threads(context.request.against.threads, [&] {
        tbb::parallel_for(std::size_t{0}, found.size(),
                          [&](std::size_t unit) { found[unit] = look_at(context, rows[unit], unit, scales.local()); });
    });
    for (const Misplaced& unit : found) {
        if (unit.grids == 0) continue;
        context.findings.add(
            "numbering_order", static_cast<std::int64_t>(unit.first),
            msg("{} of the {} grids of the unit are not in their place from the north-west; the first is {}, in "
                "whose place {} should be",
                unit.grids, unit.of, context.grids.rows[unit.first].code, context.grids.rows[unit.should].code));
    }
}

}  // namespace grid
