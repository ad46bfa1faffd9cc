// The plan as numbers: what the page is told, and what follows from it.

/** Statistics of the values of some grids: their number, sum, least, most and mean. */
function statistics(values) {
  let sum = 0;
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const count = values.length;
  return {count, sum, least, most, mean: count > 0 ? sum / count : NaN};
}

/** How far grids are from the mean of their unit: worst, mean, and how many are no farther than the tolerance. */
function deviations(values, tolerance) {
  const sizes = values.filter((value) => value !== null).map(Math.abs);
  const {count, most, mean} = statistics(sizes);
  const slack = 1e-9;
  return {count, worst: count > 0 ? most : NaN, mean, within: sizes.filter((size) => size <= tolerance + slack).length};
}

/** What the record of the run says of an option, if it is one number for all inputs; a record of merged layers says it
 * of each input (`1.tolerance`). */
function runNumber(run, name) {
  const said = new Set(run.filter(([key]) => key.replace(/^(\d+\.)+/, '') === name).map(([, value]) => Number(value)));
  if (said.size !== 1) return null;
  const [value] = said;
  return Number.isFinite(value) ? value : null;
}

function unitSummaries(data, model) {
  const {units, grids} = data;
  let first = 0;
  return units.code.map((code, index) => {
    const last = units.last[index];
    const unit = {
      index,
      code,
      name: units.name[index],
      first,
      last,
      households: 0,
      persons: 0,
      workload: 0,
      walkKm: 0,
      area: 0,
      general: 0,
      findings: 0,
    };
    const devs = [];
    let compact = 0;
    let generalHouseholds = 0;
    for (let i = first; i < last; ++i) {
      model.unitOf[i] = index;
      unit.households += grids.households[i];
      unit.area += grids.area_m2[i];
      compact += grids.compact[i];
      if (grids.persons) unit.persons += grids.persons[i] || 0;
      if (grids.workload) unit.workload += grids.workload[i];
      if (grids.walk_km) unit.walkKm += grids.walk_km[i] || 0;
      if (!grids.general[i]) continue;
      devs.push(grids.dev_hh[i]);
      generalHouseholds += grids.households[i];
    }
    Object.assign(unit, deviations(devs, model.tolerance === null ? 0 : model.tolerance));
    unit.general = devs.length;
    unit.meanHouseholds = devs.length > 0 ? generalHouseholds / devs.length : NaN;
    unit.compact = compact / (last - first);
    first = last;
    return unit;
  });
}

/** Values of the general grids only. */
function ofGeneral(grids, values) {
  return values.filter((value, i) => grids.general[i] && value !== null);
}

function makeModel(data) {
  const {grids, run} = data;
  const count = grids.code.length;
  const model = {
    data,
    grids,
    run,
    count,
    unitOf: new Int32Array(count),
    tolerance: runNumber(run, 'tolerance'),
    workloadTolerance: runNumber(run, 'workload-tolerance'),
    least: runNumber(run, 'min'),
    most: runNumber(run, 'max'),
    lineage: data.lineage,
    previous: data.previous,
  };
  model.units = unitSummaries(data, model);
  model.general = ofGeneral(grids, grids.households);
  model.dev = deviations(ofGeneral(grids, grids.dev_hh), model.tolerance || 0);
  if (grids.dev_wl) model.devWorkload = deviations(ofGeneral(grids, grids.dev_wl), model.workloadTolerance || 0);
  model.indexOfCode = new Map(grids.code.map((code, i) => [code, i]));
  const unitOfCode = new Map(model.units.map((unit) => [unit.code, unit]));
  for (const [, , unitCode, gridCode] of data.findings.rows) {
    const grid = model.indexOfCode.get(gridCode);
    const unit = grid !== undefined ? model.units[model.unitOf[grid]] : unitOfCode.get(unitCode);
    if (unit) ++unit.findings;
  }
  return model;
}

function severityName(severity) {
  return {error: t('error'), warning: t('warning'), note: t('note')}[severity];
}

/** What a finding of this code is about, for people, in the language of the page. */
function titleOfKind(model, code) {
  const [, , , en, zh] = model.data.findings.kinds.find(([known]) => known === code);
  const title = words.locale === TEXTS.zh.locale ? zh : en;
  return title[0].toUpperCase() + title.slice(1);
}
