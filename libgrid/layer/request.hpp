#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/io/source.hpp"
#include "libgrid/layer/profile.hpp"
#include "libgrid/layer/shard.hpp"
#include "libgrid/partition/partition.hpp"

namespace grid {

/// Where households are counted: points, buildings, given cells, or a raster.
struct CountSource {
    SourceRef source;
    std::string households_field;  ///< empty: by alias, else 1 each
    std::string persons_field;     ///< empty: by alias, else none
    std::string workload;          ///< SQL expression; empty: households
    std::string id_field;          ///< for the assignments; empty: the feature id
};

struct BarrierSource {
    SourceRef source;
    std::string hard_where;  ///< features that pass are hard barriers; empty: none
};

/// What to divide, and how. The defaults are those of the tool.
struct GriddingRequest {
    std::optional<SourceRef> boundaries;
    std::string code_field;
    std::string name_field;
    std::optional<CountSource> sites;
    std::optional<CountSource> cells;
    std::string unit_field;   ///< of the cells, where there are no boundaries
    double site_reach_m = 0;  ///< a site in no unit goes to the nearest unit within this distance
    std::vector<BarrierSource> barriers;
    std::vector<SourceRef> blocks;
    std::vector<SourceRef> dedicated;
    std::string output_crs;  ///< empty: that of the boundaries (of the cells where there are none)

    Profile profile;                    ///< sizes, tolerances, codes, aliases, barrier factors
    std::optional<std::int64_t> grids;  ///< this many grids in all, instead of the profile's sizes
    bool tolerance_is_wanted = false;   ///< the user asked for the tolerance: missing it is a finding
    Effort effort = Effort::normal;
    std::uint64_t seed = 1;
    int threads = 0;  ///< 0: one for each core
    bool straighten = true;
    Shard shard;  ///< which units are divided; all of them are read

    /// Told of every partition problem before it is solved, for benches; called from several threads.
    std::function<void(const Graph&, const PartitionOptions&)> on_problem;
};

}  // namespace grid
