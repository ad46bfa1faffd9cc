// How grids are coloured: each mode gives every grid the number of a class, and every class a colour and a text.

/** Those of all maps: `neighbours`, `deviation` from too few to too many, `shares` from none to all, `dedicated`, `border`
 * and `boundary`. */
const PALETTE = {};

/** Classes of deviation around 0, symmetric: half the tolerance, the tolerance, twice as much. */
function deviationMode(id, label, values, general, tolerance) {
  const usual = tolerance || 0.1;
  const bounds = [-2 * usual, -usual, -usual / 2, usual / 2, usual, 2 * usual];
  const classes = new Uint8Array(values.length);
  values.forEach((value, i) => {
    let index = 0;
    while (index < bounds.length && value >= bounds[index]) ++index;
    classes[i] = general[i] ? index : PALETTE.deviation.length;
  });
  const shown = (value) => percent(value, true, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1);
  const legend = PALETTE.deviation.map((colour, i) => {
    if (i === 0) return [colour, `< ${shown(bounds[0])}`];
    if (i === bounds.length) return [colour, `≥ ${shown(bounds[i - 1])}`];
    return [colour, `${shown(bounds[i - 1])} … ${shown(bounds[i])}`];
  });
  const colours = [...PALETTE.deviation, PALETTE.dedicated];
  if (general.some((value) => !value)) legend.push([PALETTE.dedicated, t('dedicatedGrid')]);
  return {id, label, classes, colours, legend, ends: [t('fewer'), t('more')]};
}

/** The grids beside each grid, by the arcs that two of them share. */
function neighboursOf(shapes) {
  const neighbours = Array.from({length: shapes.count}, () => []);
  for (let arc = 0; arc < shapes.arcs.count; ++arc) {
    const a = shapes.sides[2 * arc];
    const b = shapes.sides[2 * arc + 1];
    if (a < 0 || b < 0 || a === b) continue;
    neighbours[a].push(b);
    neighbours[b].push(a);
  }
  return neighbours;
}

/** Greedy colouring, grids with many neighbours first (Welsh and Powell, 1967): of the colours that no neighbour has,
 * the one used least so far. */
function neighbourMode(shapes) {
  const classes = new Uint8Array(shapes.count);
  const used = PALETTE.neighbours.map(() => 0);
  const done = new Uint8Array(shapes.count);
  const neighbours = neighboursOf(shapes);
  const order = neighbours
    .map((around, grid) => grid)
    .sort((a, b) => neighbours[b].length - neighbours[a].length || a - b);
  for (const grid of order) {
    const around = neighbours[grid];
    const taken = new Set(around.filter((other) => done[other]).map((other) => classes[other]));
    let best = -1;
    used.forEach((count, colour) => {
      if (!taken.has(colour) && (best < 0 || count < used[best])) best = colour;
    });
    classes[grid] = best < 0 ? grid % PALETTE.neighbours.length : best;
    ++used[classes[grid]];
    done[grid] = 1;
  }
  return {id: 'neighbours', label: t('byNeighbour'), classes, colours: PALETTE.neighbours, legend: [], ends: null};
}

/** The share of its households that a grid has from other grids. */
function movedMode(model) {
  const moved = new Float64Array(model.count);
  for (const [grid, code, households] of model.lineage.rows) {
    if (code !== '') moved[grid] += households;
  }
  const bounds = [0.000001, 0.1, 0.25, 0.5];
  const classes = Uint8Array.from(moved, (count, i) => {
    const share = count / Math.max(1, model.grids.households[i]);
    return bounds.filter((bound) => share >= bound).length;
  });
  const shown = bounds.map((bound) => percent(bound, false, 0));
  const legend = PALETTE.shares.map((colour, i) => {
    if (i === 0) return [colour, percent(0, false, 0)];
    if (i === 1) return [colour, `< ${shown[1]}`];
    return [colour, i < bounds.length ? `${shown[i - 1]} … ${shown[i]}` : `≥ ${shown[i - 1]}`];
  });
  return {id: 'moved', label: t('byMoved'), classes, colours: PALETTE.shares, legend, ends: null};
}

function colourModes(model, shapes) {
  const {grids} = model;
  const modes = [deviationMode('households', t('byDeviation'), grids.dev_hh, grids.general, model.tolerance)];
  if (grids.dev_wl)
    modes.push(deviationMode('workload', t('byWorkload'), grids.dev_wl, grids.general, model.workloadTolerance));
  if (model.lineage) modes.push(movedMode(model));
  modes.push(neighbourMode(shapes));
  return modes;
}
