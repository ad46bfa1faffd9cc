#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
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
    /// If set, the rows are persons, those with the same value of this field are a household, and the two fields above
    /// are not looked for. See read_roster().
    std::string household_id;
};

struct BarrierSource {
    SourceRef source;
    std::string hard_where;  ///< features that pass are hard barriers; empty: none
};

/// Events that make work: points, or a table of counts by site and kind; see count_events.hpp.
struct EventSource {
    SourceRef source;
    std::string kind_field;   ///< empty: `kind`, or by alias
    std::string count_field;  ///< how many events a row stands for; empty: `count`, else 1 each
    /// If set, the rows are a table: how many events of a kind there are at the site of this identifier.
    std::string site_field;
    std::string site_id_field;  ///< of the sites or cells; empty: by alias
    double months = 1;          ///< that the events are of
};

/// Hours of work as the workload: service at the sites and walking between them; see unit_work.hpp. What is not said
/// here is as the profile says.
struct WorkSource {
    std::string service;  ///< SQL expression over the fields of sites or cells: minutes a month
    std::string visits;   ///< the same: rounds a month
    std::vector<SourceRef>
        ways;  ///< lines to walk along; none: barriers that are neither hard nor of a class not walked
    std::optional<EventSource> events;
    /// Hours a month in a grid: their number follows from these, with limits in the proportions of those of households.
    std::optional<double> target_hours;
};

/// Grids that are there already and that the run starts from.
struct PreviousSource {
    SourceRef source;
    std::string code_field;  ///< empty: grid_code
    std::string unit_field;  ///< empty: unit_code, else what is before the number in the code
    std::string unit_map;    ///< a table with old_code and new_code of units; empty: all kept their codes
    /// Grids that somebody edits: one without a code is new, and those with the same code are one.
    bool is_edited = false;
    double stability = 0.5;  ///< 0: divide anew, keep codes; 1: move as few households as the limits allow
    /// Households between which a grid may stay as it is; empty: a tenth below the minimum to a tenth above the
    /// maximum, or twice the tolerance where the number of grids is given.
    std::optional<std::pair<std::int64_t, std::int64_t>> keep_range;
};

/// A plan that is taken over instead of making one; see given_plan.hpp.
struct PlanSource {
    SourceRef source;
    std::string field;       ///< says which grid a feature or row belongs to; empty: see read_given_plan()
    double snap_m = 0;       ///< borders so near to the outline or to barriers are put onto them; 0: as the other lines
    bool improve = false;    ///< the search starts from the plan
    double stability = 0.5;  ///< of the search, see PreviousSource
};

/// A table or layer of codes that were given to grids once, and must not be given again.
struct UsedCodesSource {
    SourceRef source;
    std::string code_field;  ///< empty: grid_code or old_code, else the only field
};

/// What is done with the units before they are divided; see units_together.hpp and unit_codes.hpp.
struct UnitRules {
    double snap_m = 0;         ///< gaps, overlaps and slits narrower than this are closed; 0: none
    bool skip_faulty = false;  ///< units whose code cannot be used are left out; else they are an error
    bool dissolve = false;     ///< features with one code are one unit; else their code is not unique
};

/// Fields of the boundaries that hold sizes for one unit, see UnitSizes; empty: none.
struct UnitSizeFields {
    std::string grids;
    std::string target;
    std::string min;
    std::string max;
    std::string workers;
};

/// An outline that is made of the sites where there are no boundaries, see outline_unit().
struct OutlineRule {
    double reach_m = 20;  ///< how far it is from the sites, or from their convex hull
    bool is_hull = false;
};

/// What to divide, and how. The defaults are those of the tool.
struct GriddingRequest {
    std::optional<SourceRef> boundaries;
    std::optional<OutlineRule> outline;  ///< of the sites, without boundaries and cells
    std::string code_field;
    std::string name_field;
    std::vector<std::string> unit_codes;  ///< only these units are divided, as by a filter; empty: all
    UnitRules unit_rules;
    UnitSizeFields unit_sizes;
    std::optional<CountSource> sites;
    std::optional<CountSource> cells;
    std::string unit_field;   ///< of the cells, where there are no boundaries
    double site_reach_m = 0;  ///< a site in no unit goes to the nearest unit within this distance
    double snap_m = 0.01;     ///< lines so near to a boundary, or to each other, are one
    std::vector<BarrierSource> barriers;
    std::vector<SourceRef> blocks;
    std::vector<SourceRef> dedicated;
    std::string dedicated_name_field;  ///< the names of their grids; empty: by alias
    std::vector<SourceRef> wishes;     ///< see read_wishes.hpp
    std::optional<WorkSource> work;
    std::optional<PreviousSource> previous;
    std::optional<PlanSource> plan;
    std::string date;  ///< YYYY-MM-DD from which changed grids are valid; empty: no dates
    std::optional<UsedCodesSource> used_codes;
    bool allow_ballpark = false;  ///< see InputRules
    std::string output_crs;       ///< empty: that of the boundaries (of the cells where there are none)

    Profile profile;                    ///< sizes, tolerances, codes, aliases, barrier factors
    std::optional<std::int64_t> grids;  ///< this many grids in all, instead of the profile's sizes
    bool tolerance_is_wanted = false;   ///< the user asked for the tolerance: missing it is a finding
    Effort effort = Effort::normal;
    std::uint64_t seed = 1;
    std::int32_t tries = 1;           ///< see PlanOptions
    bool wants_improvements = false;  ///< see GriddingResult
    bool renumber = false;            ///< see number_grids()
    /// Households from which what cannot be cut (a site, a block, a cell) is a grid of its own; 0: none is for that.
    std::int64_t alone_from = 0;
    std::string micro_name_field;  ///< names of the sites or cells, for micro-grids that are one; empty: by alias
    double max_radius_m = 0;       ///< no site farther from the centre of its grid's households; 0: any distance
    int threads = 0;               ///< 0: one for each core
    bool straighten = true;
    std::optional<std::size_t> longest_text;  ///< bytes that a text field of the output holds, if it is limited
    Shard shard;                              ///< which units are divided; all of them are read

    /// Set where the number of grids follows from hours.
    [[nodiscard]] std::optional<double> target_hours() const {
        return work && !grids ? work->target_hours : std::nullopt;
    }

    /// Told of every partition problem before it is solved, for benches; called from several threads.
    std::function<void(const Graph&, const PartitionOptions&)> on_problem;
};

/// What the units are made of: boundaries, else cells, else the sites of an outline. Precondition: there is one.
[[nodiscard]] inline const SourceRef& source_of_units(const GriddingRequest& request) {
    if (request.boundaries) return *request.boundaries;
    return request.cells ? request.cells->source : request.sites->source;
}

}  // namespace grid
