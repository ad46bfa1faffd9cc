#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/grid_fields.hpp"
#include "libgrid/layer/profile.hpp"

namespace grid {

/// A layer of grids, and how its fields are called where not by their usual names.
struct MergeInput {
    SourceRef source;
    GridFieldNames fields;
};

/// What is done when two inputs have a grid of one code, or grids of one unit.
enum class OnDuplicate {
    error,
    first,  ///< the input that comes first on the command line counts
    last,
    merge  ///< both: a unit has the grids of both inputs, and where two have one code, one of them gets a new one
};

/// The level to which grids are dissolved.
enum class RollUp { none, unit, town, county, city, province, field };

/// What to put together, and what to make of it: join or replace, then fuse, then roll up. The defaults are those of
/// the tool.
struct MergeRequest {
    std::vector<MergeInput> inputs;  ///< in the order of the command line
    OnDuplicate on_duplicate = OnDuplicate::error;
    bool replace = false;  ///< the units of all inputs but the first take the place of those units in the first
    RollUp roll_up = RollUp::none;
    std::string roll_up_field;            ///< with RollUp::field: a field of the joined layer
    std::optional<SourceRef> boundaries;  ///< of roll_up: what the grids were made from, for the vertices of outlines
    std::optional<std::int64_t> fuse_below;  ///< households
    std::string date;                        ///< YYYY-MM-DD from which fused grids are valid; empty: it is not known
    double snap_m = 0;            ///< borders that are nearer to each other than this are one; 0: see merge.hpp
    bool allow_ballpark = false;  ///< nothing is said where no transformation is known between two datums
    std::string output_crs;       ///< empty: that of the first input
    FieldAliases aliases;
    /// Polygons stay as they are, faults and all: of what is only to be shown. Nothing is fitted or proven then.
    bool as_they_are = false;
    int threads = 0;  ///< 0: one for each core
};

}  // namespace grid
