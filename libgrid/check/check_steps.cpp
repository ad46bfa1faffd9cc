#include "libgrid/check/check_steps.hpp"

namespace grid {

const std::vector<CheckStep>& check_steps() {
    static const std::vector<CheckStep> all{
        {mark("layer"), {"outside_crs_area"}, need_metres, &check_crs_area},
        {mark("geometry"),
         {"invalid_geometry", "ring_self_touch", "collapsed_ring", "ring_orientation", "repeated_point", "sliver",
          "spike", "multipart"},
         0,
         &check_geometries},
        {mark("units"),
         {"outside_unit", "uncovered", "unit_without_grids", "wrong_unit", "units_overlap"},
         need_metres | need_boundaries,
         &check_units},
        {mark("coverage"),
         {"duplicate", "overlap", "gap", "unmatched_vertex", "crossed_borders", "outside_unit", "uncovered"},
         0,
         &check_grid_coverage},
        {mark("codes"),
         {"code_missing", "code_damaged", "code_malformed", "code_duplicate", "code_prefix", "area_code_range"},
         need_fields,
         &check_codes},
        {mark("lineage"), {"code_reused"}, need_lineage | need_fields, &check_retired_codes},
        {mark("numbering"),
         {"numbering_order"},
         need_metres | need_ground | need_fields | need_record,
         &check_numbering},
        {mark("datum"), {"sites_datum"}, need_metres | need_counts, &check_sites_datum},
        {mark("transformations"), {"datum_shift_unknown"}, need_metres | need_all, &check_transformations},
        {mark("counts"),
         {"site_in_no_grid", "site_in_two_grids", "site_outside", "households_differ", "persons_differ",
          "workload_differs", "work_differs", "walk_missing", "walk_unconnected", "sites_differ", "heavy_cell"},
         need_metres | need_counts,
         &check_counts},
        {mark("balance"),
         {"unit_too_small", "no_fitting_count", "heavy_cell", "limit_missed", "tolerance_missed", "workload_missed"},
         need_fields,
         &check_balance},
        {mark("blocks"), {"block_cut"}, need_metres | need_blocks, &check_blocks},
        {mark("barriers"), {"hard_barrier_spanned"}, need_metres | need_barriers, &check_hard_barriers},
        {mark("dedicated areas"), {"dedicated_split"}, need_metres | need_dedicated, &check_dedicated},
        {mark("wishes"), {"wish_missed"}, need_metres | need_wishes, &check_wishes},
        {mark("measures"),
         {"area_differs", "perimeter_differs", "compactness_differs"},
         need_metres | need_fields,
         &check_measures},
        {mark("deviations"), {"deviation_differs"}, need_fields, &check_deviations},
        {mark("micro-grids"), {"micro_not_exact", "micro_parent", "micro_sum"}, need_fields | need_micro, &check_micro},
    };
    return all;
}

}  // namespace grid
