#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/layer/request.hpp"

namespace grid {

/// What a run tells while it works; may be called from several threads.
struct GriddingProgress {
    std::function<void(const Message& stage)> stage = [](const Message&) {};
    std::function<void(std::int64_t units)> start = [](std::int64_t) {};
    std::function<void()> unit_done = [] {};
};

/// A move of a cell to the grid beside it, or an exchange of two, by which the plan would be better.
struct ImprovementRow {
    std::string unit_code;
    std::string cell;  ///< identifier of the given cell, or of a site in it; may be empty
    std::string from;  ///< grid code
    std::string to;
    std::string exchanged;  ///< identifier of the cell that goes the other way; empty: it is a move
    bool is_exchange = false;
    double limits = 0;  ///< see CellChange
    double border_m = 0;
    double even_m = 0;
    Point at;  ///< output CRS
};

struct GriddingResult {
    GridLayer layer;
    RunReport report;
    std::vector<std::pair<std::string, std::string>>
        assignments;  ///< site id, grid code (empty outside all units), by site id
    std::vector<std::pair<std::string, std::string>> micro_assignments;  ///< the same with codes of micro-grids
    std::vector<std::pair<std::string, std::int64_t>> unit_workers{};    ///< units of which the boundaries say it
    std::vector<std::string> left_out;  ///< units that were only looked at, ascending; see left_out_units.hpp
    /// By unit and cell, if the request wants them. None: no move and no exchange of two cells would help.
    std::vector<ImprovementRow> improvements;
};

struct Ground;

/// Reads and checks the inputs of a run. Throws what reading throws.
[[nodiscard]] std::shared_ptr<const Ground> read_inputs(const GriddingRequest& request, bool want_assignments);

/// The way of the data from inputs that are read to grids. For several runs over the same inputs: a request may differ
/// from the one that they were read for in sizes, number of grids and tolerances. Throws what tessellating and
/// numbering throw.
[[nodiscard]] GriddingResult run_gridding(const Ground& inputs, const GriddingRequest& request, bool want_assignments,
                                          const GriddingProgress& progress = {});

/// The whole way of the data but for writing: reads the inputs, divides every unit (several at a time), matches the
/// units' common borders, and gives codes and names. The result does not depend on the number of threads nor on the
/// order of the input's features. Throws what reading, tessellating and numbering throw.
[[nodiscard]] GriddingResult run_gridding(const GriddingRequest& request, bool want_assignments,
                                          const GriddingProgress& progress = {});

}  // namespace grid
