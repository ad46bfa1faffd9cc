// The kinds of findings that gridify makes, for people. Others are shown by their code.

const FINDING_KINDS = {
  unit_too_small: ['Unit with fewer households than a grid must have', '单元户数少于一个网格的下限'],
  no_fitting_count: ['No number of grids fits the households of a unit', '单元户数没有合适的网格数'],
  unit_without_sites: ['Unit without sites', '单元内没有地点'],
  unit_without_households: ['Unit without households', '单元内没有住户'],
  not_enough_cells: ['Unit with too few cells', '单元内可分的小块不足'],
  own_values_dropped: ['Entries of grids that are no more', '已停用网格的自填内容未保留'],
  used_codes_unknown: ['List of used codes that does not fit', '已用编码表与单元不符'],
  living_code_retired: ['Lineage that gives up codes in use', '沿革停用了仍在使用的编码'],
  previous_unit_gone: ['Unit of the grids before that is gone', '原单元已不存在'],
  unit_without_geometry: ['Unit without geometry', '单元没有几何图形'],
  unit_without_area: ['Unit without area', '单元没有面积'],
  units_overlap: ['Units that overlap', '单元相互重叠'],
  unit_covered: ['Unit that lies in smaller ones', '单元完全被较小的单元覆盖'],
  units_gap: ['Ground between units that is in none', '单元之间的空隙'],
  unit_slit: ['Slit in the outline of a unit', '单元边界有窄缝'],
  unit_snapped: ['Outline of a unit mended', '单元边界已修补'],
  unit_skipped: ['Unit left out for its code', '单元因代码有误被略去'],
  unit_names_differ: ['Features of one unit with several names', '同一单元的要素名称不一'],
  invalid_boundary: ['Boundary that is not valid', '单元边界无效'],
  units_numbered: ['Units called by the numbers of their features', '单元以要素编号为代码'],
  geometry_left_out: ['Features of another kind of geometry left out', '其他几何类型的要素被略去'],
  datum_shift_unknown: ['Coordinates carried over between datums by guess', '基准间转换参数未知'],
  site_of_several_points: ['Site of several points', '地点含有多个点'],
  area_code_range: ['Area code outside the usual ranges', '区划代码超出常用范围'],
  unit_disconnected: ['Unit whose parts do not touch', '单元由互不相连的部分组成'],
  hard_barrier_spanned: ['Grid across a hard barrier', '网格跨越硬隔离线'],
  heavy_cell: ['Single cell too heavy for a grid', '单个小块超过网格上限'],
  limit_missed: ['Grid outside the limits', '网格户数超出上下限'],
  tolerance_missed: ['Grid too far from the mean of its unit', '网格户数偏差超出允许范围'],
  workload_missed: ['Workload too far from the mean of the unit', '网格工作量偏差超出允许范围'],
  site_outside: ['Site in no unit', '地点不在任何单元内'],
  site_adopted: ['Site outside, given to the nearest unit', '单元外的地点归入最近单元'],
  cell_outside: ['Cell in no unit', '小块不在任何单元内'],
  cells_fitted: ['Cells fitted to the boundary', '小块已与边界拟合'],
};

function findingKind(code) {
  if (!Object.prototype.hasOwnProperty.call(FINDING_KINDS, code)) return code;
  const names = FINDING_KINDS[code];
  return words === TEXTS.zh ? names[1] : names[0];
}
