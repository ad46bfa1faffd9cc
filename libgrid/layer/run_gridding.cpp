#include <span>

#include "libgrid/core/msg.hpp"
#include "libgrid/layer/ground.hpp"
#include "libgrid/layer/micro.hpp"
#include "libgrid/layer/run_rows.hpp"
#include "libgrid/layer/stopwatch.hpp"

namespace grid {

namespace {

GroundOptions ground_options(const GriddingRequest& request, bool want_assignments) {
    return {.keep_site_ids = want_assignments || request.wants_improvements};
}

template <typename Items>
std::vector<std::int64_t> numbers_of(const Items& items) {
    std::vector<std::int64_t> numbers;
    numbers.reserve(items.size());
    for (const auto& item : items)
        numbers.push_back(item.fid);
    return numbers;
}

void place(std::span<const std::int64_t> numbers, std::span<const std::int32_t> rows, std::vector<std::int32_t>& to) {
    for (std::size_t i = 0; i < numbers.size(); ++i)
        to.at(static_cast<std::size_t>(numbers[i])) = rows[i];
}

}  // namespace

std::shared_ptr<const Ground> read_inputs(const GriddingRequest& request, bool want_assignments) {
    return std::make_shared<const Ground>(read_ground(request, ground_options(request, want_assignments)));
}

GriddingResult run_gridding(const GriddingRequest& request, bool want_assignments, const GriddingProgress& progress) {
    return run_gridding(request, want_assignments, progress, nullptr);
}

GriddingResult run_gridding(const GriddingRequest& request, bool want_assignments, const GriddingProgress& progress,
                            RowsOfItems* rows) {
    progress.stage(msg("read"));
    Stopwatch watch;
    Ground inputs = read_ground(request, ground_options(request, want_assignments));
    const double seconds = watch.lap();
    std::vector<std::int64_t> sites;
    std::vector<std::int64_t> cells;
    if (rows != nullptr) {  // the levels take the inputs along
        sites = numbers_of(inputs.sites);
        cells = numbers_of(inputs.cells);
    }
    LevelAbove level;
    GriddingResult result;
    if (request.profile.micro.is_wanted()) {
        result = run_levels(std::move(inputs), request, want_assignments, progress, level);
    } else {
        result = run_level(inputs, request, want_assignments, progress, level);
        tell_dropped_levels(request, result);
    }
    if (rows != nullptr) {
        place(sites, level.row_of_site, rows->sites);
        place(cells, level.row_of_cell, rows->cells);
    }
    result.report.seconds.emplace(result.report.seconds.begin(), "read", seconds);
    return result;
}

}  // namespace grid
