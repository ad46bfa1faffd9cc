#pragma once

// For the files of this stage only: what all views show.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libgrid/core/grid_layer.hpp"
#include "libgrid/io/feature_table.hpp"
#include "libgrid/view/view.hpp"

namespace grid {

/// A unit and its grids: the rows [first, last) of the layer.
struct PlanUnit {
    std::string code;
    std::string name;  ///< the code where it has none
    std::size_t first = 0;
    std::size_t last = 0;
    std::int64_t households = 0;
    std::int64_t persons = 0;
    double workload = 0;
    double walk_km = 0;          ///< of one round in each grid, where there are hours
    double mean_households = 0;  ///< of its general grids; 0: it has none
    double mean_workload = 0;
    double area_m2 = 0;
};

/// A layer of grids with what is shown beside it. All geometry is in the CRS of the layer.
struct Plan {
    std::string title;
    GridLayer layer;              ///< rows by unit code, then grid code; with issues, lineage and run
    std::vector<PlanUnit> units;  ///< ascending by code
    bool has_persons = false;
    bool has_workload = false;  ///< it differs from the households somewhere
    bool has_hours = false;     ///< it is hours of work a month, with rounds
    // Backgrounds; their title is the name of their layer.
    std::optional<FeatureTable> boundaries;
    std::optional<FeatureTable> sites;
    std::vector<FeatureTable> barriers;
    Findings findings;              ///< of reading
    std::vector<GridRow> previous;  ///< the grids before; empty: none are known
    /// The micro-grids of these grids, with the fields of their layer, and which of them each grid has.
    std::optional<FeatureTable> micro;
    std::vector<std::vector<std::size_t>> micro_of;  ///< empty: there are none
};

/// Reads all that the request names. Throws what make_view() throws for its inputs.
[[nodiscard]] Plan read_plan(const ViewRequest& request);

/// The name to show for a grid: its name, or its code where it has none.
[[nodiscard]] const std::string& shown_name(const GridRow& grid);

/// Throws ConfigError if the GeoPackage beside a project would be one of the inputs, or could not be named in it;
/// InputError if it is there already and may not be replaced.
void check_qgis_project(const ViewRequest& request);

// One function for each view; they write the file(s), and return their names.
std::vector<std::string> write_qgis_project(const Plan& plan, const ViewRequest& request);
std::vector<std::string> write_html_report(const Plan& plan, const ViewRequest& request);
std::vector<std::string> write_atlas(const Plan& plan, const ViewRequest& request);
std::vector<std::string> write_sld(const Plan& plan, const ViewRequest& request);
std::vector<std::string> write_forms(const Plan& plan, const ViewRequest& request, Findings& findings);

}  // namespace grid
