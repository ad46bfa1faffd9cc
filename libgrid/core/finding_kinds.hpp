#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "libgrid/core/message.hpp"

namespace grid {

/// What a finding is worth, the same in every tool.
enum class Severity {
    note,     ///< something was done that the user may want to know of: a site adopted, an outline mended
    warning,  ///< a goal was missed, or an input is doubtful: a limit, a tolerance, a river in a grid
    error     ///< the layer is wrong, or something was left out: an overlap, a household in no grid
};

enum class FindingGroup { layer, geometry, coverage, boundaries, codes, counts, balance, ground, attributes };

/// One kind of finding. Everything that is said of findings is derived from these rows: the checks of gridcheck, the
/// exit code, titles, and what the man pages must explain.
struct FindingKind {
    const char* code = "";  ///< stable, lower_snake_case
    FindingGroup group = FindingGroup::layer;
    Severity severity = Severity::error;
    unsigned tools = 0;         ///< which tools find it: a sum of FindingTool
    const char* title = "";     ///< what is wrong, in a few words
    const char* title_zh = "";  ///< the same in Chinese
    const char* needs = "";     ///< the options without which gridcheck cannot look for it; empty: none
};

enum FindingTool : unsigned { gridify = 1, gridcheck = 2, gridmerge = 4, gridexport = 8, gridtag = 16, all_tools = 31 };

namespace finding_table {

using G = FindingGroup;
using enum Severity;
inline constexpr const char* counts = "--sites or --cells";

/// In the order in which findings of one severity are reported.
inline constexpr std::array kinds{
    FindingKind{"no_crs", G::layer, error, gridcheck, "the layer names no coordinate reference system",
                "图层没有坐标系"},
    FindingKind{"axes_swapped", G::layer, error, gridcheck, "x and y are the wrong way round", "坐标的 x 与 y 颠倒"},
    FindingKind{"wrong_crs", G::layer, error, gridcheck, "the coordinates cannot be in the coordinate reference system",
                "坐标与坐标系不符"},
    FindingKind{"outside_crs_area", G::layer, warning, gridcheck,
                "a feature lies outside the area that its CRS is made for", "要素超出坐标系的适用范围"},
    FindingKind{"datum_shift_unknown", G::layer, warning, all_tools,
                "an input was carried over between datums by guess", "基准间转换参数未知"},
    FindingKind{"mixed_geometry", G::layer, error, gridcheck, "a feature is no polygon", "要素不是面"},
    FindingKind{"geometry_left_out", G::layer, warning, gridify | gridtag,
                "features of another kind of geometry were left out", "其他几何类型的要素被略去"},
    FindingKind{"text_cut", G::layer, warning, gridify | gridmerge | gridexport | gridtag,
                "a text is too long for the format", "文本超出格式限制，已截断"},
    FindingKind{"type_changed", G::layer, note, gridify | gridmerge | gridexport | gridtag,
                "a field has another type, for the format", "字段类型因格式限制而改变"},
    FindingKind{"name_cut", G::layer, warning, gridexport | gridtag, "a field has another name, for the format",
                "字段名因格式限制而改变"},
    FindingKind{"exception_expired", G::layer, warning, gridcheck, "an exception fits no finding any more",
                "例外已无对应的问题", "--exceptions"},

    FindingKind{"null_geometry", G::geometry, error, gridcheck | gridtag, "a feature has no geometry",
                "要素没有几何图形"},
    FindingKind{"empty_geometry", G::geometry, error, gridcheck, "a geometry is empty", "几何图形为空"},
    FindingKind{"bad_coordinate", G::geometry, error, gridcheck, "a coordinate is not a finite number", "坐标值无效"},
    FindingKind{"invalid_geometry", G::geometry, error, gridcheck | gridtag, "a geometry is not valid", "几何图形无效"},
    FindingKind{"ring_self_touch", G::geometry, error, gridcheck, "a ring touches itself", "环与自身相接"},
    FindingKind{"collapsed_ring", G::geometry, error, gridcheck, "a ring encloses nothing", "环没有面积"},
    FindingKind{"ring_orientation", G::geometry, warning, gridcheck, "a ring runs the wrong way round", "环的方向相反"},
    FindingKind{"repeated_point", G::geometry, warning, gridcheck, "a point follows itself", "有重复的点"},
    FindingKind{"sliver", G::geometry, warning, gridcheck, "a part is narrower than --sliver-width", "有狭长的碎片"},
    FindingKind{"spike", G::geometry, warning, gridcheck, "a border goes out and back again", "边界有尖刺"},
    FindingKind{"multipart", G::geometry, warning, gridcheck, "a grid has several parts where its unit has none",
                "网格由多个部分组成"},
    FindingKind{"grid_mended", G::geometry, note, gridify | gridmerge, "the rings of a grid were put right",
                "网格的环已修正"},

    FindingKind{"duplicate", G::coverage, error, gridcheck, "two features have the same geometry",
                "两个要素的图形相同"},
    FindingKind{"overlap", G::coverage, error, gridcheck | gridtag, "features overlap", "要素相互重叠"},
    FindingKind{"gap", G::coverage, error, gridcheck, "ground between features belongs to none", "要素之间有空隙"},
    FindingKind{"unmatched_vertex", G::coverage, error, gridcheck, "a vertex on a common border is on one side only",
                "公共边界的顶点只在一侧"},
    FindingKind{"crossed_borders", G::coverage, error, gridcheck, "borders cross to and fro", "边界来回交叉"},
    FindingKind{"inputs_overlap", G::coverage, error, gridify | gridmerge, "grids covered the same ground",
                "网格覆盖了同一地面"},
    FindingKind{"vertices_added", G::coverage, note, gridify,
                "a grid that was not divided got vertices of those beside it", "未重划的网格补入了相邻网格的顶点"},
    FindingKind{"inputs_gap", G::coverage, error, gridify | gridmerge, "ground between grids is in none of them",
                "网格之间有空隙"},
    FindingKind{"micro_not_exact", G::coverage, error, gridify | gridcheck,
                "the micro-grids of a grid are not exactly its ground", "微网格拼合后与网格不一致"},
    FindingKind{"micro_dropped", G::coverage, warning, gridify | gridmerge | gridexport,
                "micro-grids were left out, for the grids above them are others now", "上级网格已变，微网格未保留"},
    FindingKind{"borders_snapped", G::coverage, note, gridmerge, "a border was brought to that of its neighbour",
                "边界已与相邻网格对齐"},

    FindingKind{"outside_unit", G::boundaries, error, gridcheck, "a grid reaches out of its unit", "网格超出所属单元",
                "--boundaries"},
    FindingKind{"uncovered", G::boundaries, error, gridcheck, "a part of a unit is in no grid",
                "单元的一部分不在任何网格内", "--boundaries"},
    FindingKind{"unit_without_grids", G::boundaries, error, gridify | gridcheck, "a unit has no grid", "单元没有网格",
                "--boundaries"},
    FindingKind{"wrong_unit", G::boundaries, error, gridcheck, "a grid lies in another unit than its code says",
                "网格所在单元与代码不符", "--boundaries"},
    FindingKind{"unit_skipped", G::boundaries, error, gridify, "a unit was left out for what its feature says",
                "单元因代码或规模有误被略去"},
    FindingKind{"outline_made", G::boundaries, note, gridify,
                "there were no boundaries: an outline was made of the sites", "没有边界，已由地点生成外廓"},
    FindingKind{"unit_without_geometry", G::boundaries, error, gridify, "a unit has no geometry", "单元没有几何图形"},
    FindingKind{"unit_without_area", G::boundaries, error, gridify, "a unit has no area", "单元没有面积"},
    FindingKind{"unit_undivided", G::boundaries, error, gridify, "a unit that could not be divided is one grid",
                "单元无法划分，作为一个网格"},
    FindingKind{"plan_gap", G::boundaries, warning, gridify, "the plan that is taken over leaves something out",
                "所给方案有未覆盖的部分"},
    FindingKind{"plan_overlap", G::boundaries, warning, gridify, "grids of the plan that is taken over overlap",
                "所给方案的网格相互重叠"},
    FindingKind{"plan_across_units", G::boundaries, warning, gridify,
                "a grid of the plan that is taken over lies across units", "所给方案的网格跨越多个单元"},
    FindingKind{"plan_unknown_id", G::boundaries, warning, gridify,
                "the plan that is taken over names sites or cells that are not there", "所给方案含有不存在的地点编号"},
    FindingKind{"plan_not_followed", G::boundaries, warning, gridify,
                "sites or cells are in another grid than the plan that is taken over says",
                "部分地点未按所给方案归入网格"},
    FindingKind{"unit_mended", G::boundaries, warning, gridify, "a unit was divided in another way than asked for",
                "单元未能按要求划分，已改用其他方式"},
    FindingKind{"ground_differs", G::boundaries, warning, gridcheck, "two plans do not cover the same ground",
                "两个方案覆盖的地面不同", "--against"},
    FindingKind{"units_overlap", G::boundaries, error, gridify | gridcheck,
                "units overlap; the smaller one counts there", "单元相互重叠", "--boundaries"},
    FindingKind{"unit_covered", G::boundaries, error, gridify, "a unit lies in smaller ones",
                "单元完全被较小的单元覆盖"},
    FindingKind{"units_gap", G::boundaries, warning, gridify, "ground between units is in none of them",
                "单元之间的空隙"},
    FindingKind{"unit_slit", G::boundaries, warning, gridify, "the outline of a unit has a slit", "单元边界有窄缝"},
    FindingKind{"invalid_boundary", G::boundaries, warning, gridify, "the boundary of a unit is not valid",
                "单元边界无效"},
    FindingKind{"unit_disconnected", G::boundaries, warning, gridify, "a unit has parts that do not touch",
                "单元由互不相连的部分组成"},
    FindingKind{"unit_not_in_base", G::boundaries, warning, gridmerge, "a unit that replaces none was added",
                "新增了底图中没有的单元"},
    FindingKind{"boundaries_differ", G::boundaries, warning, gridmerge,
                "vertices of outlines are not on those of --boundaries", "汇总的边界与给定的边界不符"},
    FindingKind{"previous_unit_gone", G::boundaries, warning, gridify, "a unit of the grids before is gone",
                "原单元已不存在"},
    FindingKind{"own_values_dropped", G::boundaries, warning, gridify,
                "entries of grids that are no more were left out", "已停用网格的自填内容未保留"},
    FindingKind{"unit_snapped", G::boundaries, note, gridify, "the outline of a unit was mended", "单元边界已修补"},

    FindingKind{"code_missing", G::codes, error, gridcheck, "a grid has no code", "网格没有代码"},
    FindingKind{"code_damaged", G::codes, error, gridcheck, "a spreadsheet has damaged a code", "代码被电子表格损坏"},
    FindingKind{"code_malformed", G::codes, error, gridcheck, "a code has not the form that the profile asks for",
                "代码不符合配置的格式"},
    FindingKind{"code_duplicate", G::codes, error, gridcheck | gridtag, "a code occurs more than once", "代码重复"},
    FindingKind{"code_prefix", G::codes, error, gridcheck, "a code does not begin with the code of its unit",
                "代码不以单元代码开头"},
    FindingKind{"code_reused", G::codes, error, gridcheck, "a retired code is in use again", "已停用的代码被再次使用",
                "--lineage"},
    FindingKind{"area_code_range", G::codes, note, gridify | gridcheck,
                "a town or village part is outside the ranges in use", "区划代码超出常用范围"},
    FindingKind{"micro_parent", G::codes, error, gridcheck, "a micro-grid is in no grid that there is",
                "微网格没有对应的上级网格"},
    FindingKind{"numbering_order", G::codes, warning, gridcheck,
                "the grids of a unit are not numbered from the north-west", "网格未从西北角起编号"},
    FindingKind{"unit_code_cut", G::codes, warning, gridify, "a spreadsheet may have cut off the codes of units",
                "单元代码可能被电子表格截断"},
    FindingKind{"unit_names_differ", G::codes, warning, gridify, "the features of one unit have several names",
                "同一单元的要素名称不一"},
    FindingKind{"grid_dropped", G::codes, warning, gridmerge, "of two grids with one code one was left out",
                "代码相同的网格只保留了一个"},
    FindingKind{"code_renewed", G::codes, warning, gridmerge, "a grid got a new code, for two had the same",
                "代码重复的网格已改用新代码"},
    FindingKind{"plan_code_refused", G::codes, warning, gridify, "a code of the plan could not be taken over",
                "所给方案的编码不能沿用"},
    FindingKind{"used_codes_unknown", G::codes, warning, gridify, "a list of used codes fits no unit",
                "已用编码表与单元不符"},
    FindingKind{"living_code_retired", G::codes, warning, gridmerge, "a lineage gives up codes that are in use",
                "沿革停用了仍在使用的编码"},
    FindingKind{"units_numbered", G::codes, note, gridify, "units are called by the numbers of their features",
                "单元以要素编号为代码"},

    FindingKind{"record_unreadable", G::counts, error, gridtag, "the place of a record cannot be read",
                "记录的位置无法读取"},
    FindingKind{"record_malformed", G::counts, error, gridtag, "a record has not the form of its file",
                "记录的格式有误"},
    FindingKind{"record_without_place", G::counts, warning, gridtag, "a record has no place", "记录没有位置"},
    FindingKind{"record_outside", G::counts, warning, gridtag, "a record lies in no grid", "记录不在任何网格内"},
    FindingKind{"record_unmatched", G::counts, warning, gridtag, "no site has the code of a record",
                "记录的代码没有对应的地点"},
    FindingKind{"record_undecided", G::counts, warning, gridtag, "which grid a record is of cannot be told",
                "无法确定记录所属的网格"},
    FindingKind{"record_without_site", G::counts, warning, gridtag, "a record counts at no site",
                "记录没有可计入的地点"},
    FindingKind{"record_undated", G::counts, warning, gridtag, "the time of a record cannot be read",
                "记录的时间无法读取"},
    FindingKind{"record_reached", G::counts, note, gridtag, "a record beside the grids was given to the nearest one",
                "网格外的记录归入最近的网格"},
    FindingKind{"lineage_followed", G::codes, note, gridtag, "ground has the codes of the grids before, by the lineage",
                "按沿革采用变更前的网格代码"},
    FindingKind{"no_location", G::counts, error, gridify, "sites or cells have no place", "地点没有位置"},
    FindingKind{"site_in_no_grid", G::counts, error, gridcheck, "a site or cell lies in no grid", "地点不在任何网格内",
                counts},
    FindingKind{"site_in_two_grids", G::counts, error, gridcheck, "a site or cell lies in two grids",
                "地点在两个网格内", counts},
    FindingKind{"site_outside", G::counts, error, gridify | gridcheck, "a site or cell lies outside every unit",
                "地点不在任何单元内", counts},
    FindingKind{"raster_beyond", G::counts, warning, gridify | gridcheck,
                "a raster has households that are of other places", "栅格中有其他地方的户数", counts},
    FindingKind{"cell_outside", G::counts, error, gridify, "a cell lies outside every unit", "小块不在任何单元内"},
    FindingKind{"micro_sum", G::counts, error, gridcheck, "the micro-grids of a grid do not add up to it",
                "微网格合计与上级网格不符"},
    FindingKind{"households_differ", G::counts, error, gridcheck, "the households are not those of the sites",
                "户数与地点不符", counts},
    FindingKind{"persons_differ", G::counts, error, gridcheck, "the persons are not those of the sites",
                "人数与地点不符", counts},
    FindingKind{"workload_differs", G::counts, error, gridcheck, "the workload is not that of the sites",
                "工作量与地点不符", counts},
    FindingKind{"work_differs", G::counts, error, gridcheck, "the hours or the round are not those of the sites",
                "工时或巡访路线与点位不符", mark("--work with --sites or --cells")},
    FindingKind{"event_outside", G::counts, error, gridify, "events are at no site", "事件不在任何地点"},
    FindingKind{"event_kind_unknown", G::counts, error, gridify, "the minutes of an event are not known",
                "事件类型没有对应的工时"},
    FindingKind{"sites_differ", G::counts, error, gridcheck, "the number of sites is wrong", "地点数有误", counts},
    FindingKind{"sites_datum", G::counts, warning, gridify | gridcheck,
                "the sites fit better in another datum (GCJ-02, BD-09)", "地点更像是另一基准（GCJ-02、BD-09）", counts},
    FindingKind{"counted_rows", G::counts, warning, gridify, "rows count as households and may be persons",
                "按行计户，各行可能是人员"},
    FindingKind{"repeated_count", G::counts, warning, gridify, "a count is repeated over the parts of an area",
                "同一计数在多个部分重复"},
    FindingKind{"missing_count", G::counts, warning, gridify, "a count has no value and is taken as 0",
                "计数缺失，按 0 计"},
    FindingKind{"site_of_several_points", G::counts, warning, gridify, "a site has several points", "地点含有多个点"},
    FindingKind{"household_scattered", G::counts, warning, gridify, "the rows of a household lie far apart",
                "同一户的记录相距过远"},
    FindingKind{"household_id_missing", G::counts, warning, gridify, "rows of a roster have no household",
                "花名册的记录没有户号"},
    FindingKind{"household_id_cut", G::counts, warning, gridify,
                "a spreadsheet may have cut off the numbers of households", "户号可能被电子表格截断"},
    FindingKind{"site_adopted", G::counts, note, gridify, "a site outside was given to the nearest unit",
                "单元外的地点归入最近单元"},
    FindingKind{"cells_fitted", G::counts, note, gridify, "cells were fitted to the boundary or to each other",
                "小块已与边界拟合"},

    FindingKind{"unit_too_small", G::balance, warning, gridify | gridcheck,
                "a unit has fewer households than one grid must have", "单元户数少于一个网格的下限"},
    FindingKind{"no_fitting_count", G::balance, warning, gridify | gridcheck,
                "no number of grids fits the households of a unit", "单元户数没有合适的网格数"},
    FindingKind{"unit_without_sites", G::balance, warning, gridify, "a unit has no site", "单元内没有地点"},
    FindingKind{"unit_without_households", G::balance, warning, gridify, "a unit has no household", "单元内没有住户"},
    FindingKind{"not_enough_cells", G::balance, warning, gridify, "a unit has too few cells", "单元内可分的小块不足"},
    FindingKind{"not_enough_households", G::balance, warning, gridify, "a unit has fewer households than grids",
                "单元户数少于网格数"},
    FindingKind{"heavy_cell", G::balance, warning, gridify | gridcheck,
                "one site or cell has more households than a grid may have", "单个地点或小块超过网格上限", counts},
    FindingKind{"limit_missed", G::balance, warning, gridify | gridcheck, "a grid has too few or too many households",
                "网格户数超出上下限"},
    FindingKind{"tolerance_missed", G::balance, warning, gridify | gridcheck,
                "the households are too far from the mean", "网格户数偏差超出允许范围", "--tolerance"},
    FindingKind{"walk_missing", G::balance, warning, gridify | gridcheck | gridexport,
                "there is no way to walk along: straight lines were counted", "没有可步行的道路，按直线计算",
                mark("--work with --sites or --cells")},
    FindingKind{"walk_unconnected", G::balance, note, gridify | gridcheck | gridexport,
                "ways are not connected: straight walks between them were counted", "步行道路不连通，其间按直线计算",
                mark("--work with --sites or --cells")},
    FindingKind{"workload_missed", G::balance, warning, gridify | gridcheck, "the workload is too far from the mean",
                "网格工作量偏差超出允许范围", "--workload-tolerance"},
    FindingKind{"micro_limit_missed", G::balance, warning, gridify, "micro-grids have too few or too many households",
                "微网格户数超出上下限"},
    FindingKind{"radius_missed", G::balance, warning, gridify, "sites are too far from the centre of their grid",
                "地点离网格中心过远"},
    FindingKind{"wish_missed", G::balance, warning, gridify | gridcheck, "a wish of the planner is not met",
                "规划要求未满足", "--wishes"},
    FindingKind{"no_neighbour", G::balance, warning, gridmerge, "a small grid has no neighbour to be joined to",
                "小网格没有可合并的邻居"},

    FindingKind{"block_cut", G::ground, error, gridcheck, "a border cuts a block", "边界切开了街坊",
                "--blocks, or buildings as --sites"},
    FindingKind{"hard_barrier_spanned", G::ground, warning, gridify | gridcheck, "a hard barrier divides a grid",
                "网格跨越硬隔离线", "--hard-barriers"},
    FindingKind{"dedicated_split", G::ground, error, gridcheck, "a dedicated area is not one dedicated grid",
                "专属区域未成为一个专属网格", "--dedicated"},
    FindingKind{"dedicated_across_units", G::ground, note, gridify, "a dedicated area lies across units",
                "专属区域跨越多个单元"},

    FindingKind{"field_missing", G::attributes, error, gridcheck, "a field that is needed is not there",
                "缺少必需的字段"},
    FindingKind{"text_invalid", G::attributes, error, gridcheck, "a text is not valid in its encoding",
                "文本的编码无效"},
    FindingKind{"value_invalid", G::attributes, error, gridcheck, "a value is missing or makes no sense",
                "值缺失或不合理"},
    FindingKind{"area_differs", G::attributes, error, gridcheck, "the area is not that of the geometry",
                "面积与图形不符"},
    FindingKind{"perimeter_differs", G::attributes, error, gridcheck, "the perimeter is not that of the geometry",
                "周长与图形不符"},
    FindingKind{"compactness_differs", G::attributes, error, gridcheck, "the compactness is not that of the geometry",
                "紧凑度与图形不符"},
    FindingKind{"deviation_differs", G::attributes, error, gridcheck,
                "a deviation is not that from the mean of the unit", "偏差与单元平均值不符"},
    FindingKind{"head_missing", G::attributes, warning, gridexport, "a grid has no head", "网格没有网格长"},
    FindingKind{"head_repeated", G::attributes, warning, gridexport, "a grid has several heads", "网格有多名网格长"},
    FindingKind{"post_unknown", G::attributes, warning, gridexport, "a post is none of those that there are",
                "岗位不在规定范围内"},
    FindingKind{"post_without_grid", G::attributes, warning, gridexport, "a person belongs to no grid of the layer",
                "人员所属网格不存在"},
    FindingKind{"count_exposed", G::attributes, warning, gridexport,
                "small counts of a unit follow from its sum, whatever is left empty", "单元的小计数可由合计推出"},
    FindingKind{"address_unknown", G::attributes, note, gridexport, "nothing with a name lies along or in a grid",
                "网格周边和内部没有可用的名称"},
};

}  // namespace finding_table

[[nodiscard]] constexpr std::span<const FindingKind> finding_kinds() {
    return finding_table::kinds;
}

/// Null for a code that is not in the table, as one in a file may be.
[[nodiscard]] constexpr const FindingKind* find_finding_kind(std::string_view code) {
    const auto* const found =
        std::ranges::find_if(finding_table::kinds, [&](const FindingKind& kind) { return code == kind.code; });
    return found == finding_table::kinds.end() ? nullptr : &*found;
}

/// A kind of finding by its code. A code that is not in the table does not compile.
class FindingCode {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): a code is written as the text that it is
    consteval FindingCode(const char* code) : m_kind(*find_finding_kind(code)) {}

    [[nodiscard]] constexpr const FindingKind& kind() const { return m_kind; }

private:
    const FindingKind& m_kind;
};

/// `note`, `warning`, `error`.
[[nodiscard]] const char* severity_name(Severity severity);

/// The severity of that name, if there is one.
[[nodiscard]] std::optional<Severity> severity_of(std::string_view name);

}  // namespace grid
