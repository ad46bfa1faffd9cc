#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/layer/divide_unit.hpp"
#include "libgrid/layer/previous.hpp"
#include "libgrid/layer/report.hpp"
#include "libgrid/layer/shard.hpp"

namespace grid {

/// All units of a run, their rows and the grids that there were before.
struct ChangedRun {
    const PreviousGrids& previous;
    const UsedCodes& used;
    const std::vector<Unit>& units;
    const std::vector<DividedUnit>& divided;
    const std::vector<std::size_t>& first_row;  ///< by unit: of its grids
    const std::vector<GridRow>& rows;
    const Shard& shard;
    double tolerance = 0;  ///< of households
    std::string date{};    ///< see GriddingRequest::date
};

/// The table `lineage`: what became of the previous grids; then those that are in no grid any more, and the codes that
/// were retired before, both without a new code. Of a shard only what belongs to its units, and nothing of units that
/// are left out.
[[nodiscard]] std::vector<LineageRow> make_lineage(const ChangedRun& run);

/// Sets GridRow::valid_from: what is unchanged is valid since it was, all else since the date of the run.
void set_valid_from(const ChangedRun& run, std::vector<GridRow>& rows);

/// How much has changed.
[[nodiscard]] ChangeReport summarise_changes(const ChangedRun& run);

/// The previous grids that no grid carries on, by code. Of a shard only those of its units.
[[nodiscard]] std::vector<const PreviousGrid*> retired_grids(const ChangedRun& run);

/// The codes that are not to be used again, ascending, separated by spaces.
[[nodiscard]] std::string retired_codes(const ChangedRun& run);

/// Rows of the table `lineage` for the codes that had been given up before the run: those of `units` (ascending by
/// code), and in the first shard those of units that are no more.
[[nodiscard]] std::vector<LineageRow> lineage_of_retired(const UsedCodes& used, const std::vector<Unit>& units,
                                                         const Shard& shard);

/// Of each unit, the code with the greatest number ever given, ascending and separated by spaces.
[[nodiscard]] std::string last_codes(const std::vector<Unit>& units, const std::vector<GridRow>& rows, UsedCodes used,
                                     const CodeLayout& layout);

/// Takes out of the grids the vertices that previous borders put on the units' outlines and that none needs any more:
/// no border ends there, no unit that was kept has them, and none by itself. To be called after match_outlines().
void drop_needless_vertices(const std::vector<Unit>& units, std::vector<DividedUnit>& divided);

}  // namespace grid
