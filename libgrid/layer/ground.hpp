#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libgrid/core/finding.hpp"
#include "libgrid/core/grid_layer.hpp"
#include "libgrid/core/plane.hpp"
#include "libgrid/io/metric_scale.hpp"
#include "libgrid/layer/given_plan.hpp"
#include "libgrid/layer/previous.hpp"
#include "libgrid/layer/request.hpp"
#include "libgrid/layer/unit_sizes.hpp"
#include "libgrid/mesh/cell_mesh.hpp"
#include "libgrid/mesh/tessellate.hpp"
#include "libgrid/wishes/wish.hpp"
#include "libgrid/work/ways.hpp"

namespace grid {

/// One unit to be divided.
struct Unit {
    std::string code;
    std::string name;
    Place place;          ///< of its feature
    MultiPolygon output;  ///< output CRS; empty where the unit is a group of cells
    Plane plane;
    Plane walk_plane;  ///< with GriddingRequest::work, see walk_plane()
    UnitSizes sizes;
    std::size_t number = 0;  ///< among all units of the input, those of other shards included, by code from 0
    bool left_out = false;   ///< by the filter: it is only looked at, see left_out_units.hpp
};

/// What lies in a unit.
struct UnitTotals {
    Count households = 0;
    Count persons = 0;
    std::int64_t items = 0;  ///< sites and cells
    bool left_out = false;   ///< as Unit::left_out
};

/// A site with the unit that it lies in.
struct LocatedSite {
    MeshSite site;           ///< `block` is an index into Ground::blocks; with GriddingRequest::work without walking
    std::int32_t unit = -1;  ///< -1: in no unit
    float visits = 1;        ///< rounds a month
    std::int64_t fid = 0;
};

/// A given cell with its unit.
struct LocatedCell {
    GivenCell cell;
    Point inside;  ///< output CRS
    std::int32_t unit = -1;
    float visits = 1;  ///< rounds a month
    std::int64_t fid = 0;
    std::string id;  ///< if identifiers were asked for
};

/// All inputs of a run in output coordinates, in an order that does not depend on that of the files: units by code,
/// sites and cells by unit and then by place. Only what is divided: the units of the shard that the filter does not
/// leave out, with their sites and cells; and in the first shard what lies in no unit. Lines and areas are those of the
/// whole input, but buildings far from the shard's units are left out.
struct Ground {
    std::string output_wkt;
    std::vector<Unit> units;
    std::vector<UnitTotals> totals;  ///< of all units of the input, by Unit::number
    std::vector<LocatedSite> sites;
    std::vector<std::string> site_ids;  ///< one for each site, if they were asked for
    std::vector<LocatedCell> cells;
    std::vector<BarrierSegment> barriers;
    std::vector<Way> ways;  ///< that are walked along, output CRS; see GriddingRequest::work
    std::vector<Area> blocks;
    std::vector<Area> dedicated;
    std::vector<std::string> dedicated_names;  ///< of each; empty: it has none
    std::vector<Wish> wishes;
    std::optional<PreviousGrids> previous;
    std::optional<GivenPlan> plan;
    UsedCodes used;                     ///< codes of grids that are not to be given again
    std::vector<std::string> left_out;  ///< codes of the units that the filter leaves out, ascending
    bool has_persons = false;
    bool has_workload = false;  ///< an expression of its own, not households
    bool counts_on_cells = false;
    Findings findings;
    RunRecord inputs;  ///< path, layer and checksum of each, as for `grid_run`
};

struct GroundOptions {
    bool keep_site_ids = false;
    /// Where there are no boundaries: the CRS of the layer that the inputs are held against. No site or cell has a unit
    /// then.
    std::optional<std::string> frame_crs{};
    bool checksums = true;  ///< reckon those of the files, for Ground::inputs
};

/// The plane in which walks past some sites are measured, by the box of the sites alone: so that whoever walks past
/// them measures the same.
[[nodiscard]] Plane walk_plane(const Box& sites, const ScaleFinder& scales);

/// Reads and checks all inputs. Throws InputError and ConfigError; what can be worked with becomes a finding.
[[nodiscard]] Ground read_ground(const GriddingRequest& request, const GroundOptions& options);

}  // namespace grid
