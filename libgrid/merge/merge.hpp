#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/message.hpp"
#include "libgrid/merge/request.hpp"

namespace grid {

/// What was read of an input, and what of it is in the result.
struct MergedInput {
    std::string file;
    std::string layer;
    std::int64_t grids = 0;  ///< in the file
    std::int64_t kept = 0;   ///< in the joined layer
};

struct MergeReport {
    std::string version;
    std::vector<MergedInput> inputs;
    std::int64_t units = 0;
    std::int64_t grids = 0;
    std::int64_t households = 0;
    std::int64_t vertices_matched = 0;  ///< put into borders between inputs
    std::int64_t units_replaced = 0;
    std::int64_t grids_fused = 0;      ///< that are in another grid now
    std::int64_t grids_rolled_up = 0;  ///< that the rows of the result were made of; 0: they are the grids themselves
    Findings findings;                 ///< of this run; those of the inputs are in the layer only
    std::vector<Message> notes;        ///< what was decided, for -v
    std::vector<std::pair<std::string, double>> seconds;  ///< by stage
    std::uint64_t peak_memory_bytes = 0;
};

struct MergeResult {
    GridLayer layer;  ///< by unit code, then grid code; issues are those of the inputs and of this run
    MergeReport report;
};

/// Puts layers of grids together. Vertices that one input has on a border of another are put into the other's polygons;
/// then all grids are made an exact coverage but for gaps, and proven to be one (see fit_grids() and dissolve()). What
/// is done to a grid, and gaps, are findings. Polygons that get no vertex keep their geometry bit for bit, and every
/// row that was neither fused nor rolled up its attributes; those of polygons that did are measured again. The result
/// depends neither on the number of threads nor, but for what `on_duplicate` and `replace` say and the order of fields
/// that are not ours, on the order of the inputs. Everything is held in memory once. Throws ConfigError for fields that
/// are missing, InputError for what cannot be read or joined, and for a grid that is not valid or would have no ground
/// left, GeometryError for what cannot be proven. `stage` is told what is being done.
[[nodiscard]] MergeResult run_merge(const MergeRequest& request, const std::function<void(const Message&)>& stage = {});

/// A short table for a terminal, ending with a newline.
[[nodiscard]] std::string merge_report_text(const MergeReport& report, Language language = Language::en);

/// The same for machines: one JSON object with all findings, ending with a newline.
[[nodiscard]] std::string merge_report_json(const MergeReport& report);

}  // namespace grid
