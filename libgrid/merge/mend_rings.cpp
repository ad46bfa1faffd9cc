#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "libgrid/core/msg.hpp"
#include "libgrid/core/threads.hpp"
#include "libgrid/merge/dissolve.hpp"
#include "libgrid/merge/fit_grids.hpp"
#include "libgrid/mesh/validity.hpp"

namespace grid {

namespace {

/// A grid that was not valid.
struct Flaw {
    std::size_t row = 0;
    InvalidGeometry invalid;
    std::optional<MultiPolygon> mended;  ///< the same ground, valid
};

/// Without what runs to and fro, and taken apart where rings touch.
std::optional<MultiPolygon> mended(const MultiPolygon& polygons) {
    const MultiPolygon* const part[] = {&polygons};
    MultiPolygon clean = dissolve(part);
    if (clean.empty()) return std::nullopt;
    return clean;
}

std::vector<Flaw> find_flaws(const GridSet& set, int threads) {
    std::vector<std::optional<Flaw>> found(set.size());
    run_on_threads(threads, [&] {
        tbb::parallel_for(std::size_t{0}, set.size(), [&](std::size_t i) {
            if (auto invalid = find_invalid(set.geometry[i]))
                found[i] = Flaw{i, std::move(*invalid), mended(set.geometry[i])};
        });
    });
    std::vector<Flaw> flaws;
    for (std::optional<Flaw>& flaw : found) {
        if (flaw) flaws.push_back(std::move(*flaw));
    }
    return flaws;
}

Place place_of(const GridSet& set, const Flaw& flaw) {
    Place place = place_of(set, flaw.row);
    place.at = flaw.invalid.at;
    return place;
}

}  // namespace

Findings mend_rings(GridSet& set, int threads) {
    std::vector<Flaw> flaws = find_flaws(set, threads);
    const auto is_bad = [](const Flaw& flaw) { return !flaw.mended; };
    const auto bad = std::ranges::find_if(flaws, is_bad);
    if (bad != flaws.end()) {
        const auto more = std::ranges::count_if(bad + 1, flaws.end(), is_bad);
        throw InputError(msg("the grid {} is not valid: {}{}", set.rows[bad->row].code, bad->invalid.reason,
                             more == 0 ? Message() : msg(" ({} more are not)", more)),
                         place_of(set, *bad), msg("gridcheck finds what is not valid, and its --repair mends it"));
    }
    Findings findings;
    for (Flaw& flaw : flaws) {
        const GridRow& row = set.rows[flaw.row];
        set.geometry[flaw.row] = std::move(*flaw.mended);
        set.stale[flaw.row] = 1;
        Finding mended{"grid_mended", row.unit_code, row.code,
                       msg("the rings of {} of {} were put right: {}", row.code, describe(place_of(set, flaw)),
                           flaw.invalid.reason),
                       flaw.invalid.at};
        findings.push_back(std::move(mended));
    }
    return findings;
}

}  // namespace grid
