// What is drawn: the shapes, what is under and over them, and the choices of the reader.

function middleOf(values) {
  if (values.length === 0) return 1;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)] || 1;
}

function unpackSites(numbers) {
  const sites = Int32Array.from(numbers);
  for (let i = 2; i < sites.length; ++i) sites[i] += sites[i - 2];
  return sites;
}

function makePlan(model, map) {
  const shapes = makeShapes(map, model.count);
  const {background} = map;
  const lines = {};
  for (const kind of ['water', 'road', 'rail', 'other']) lines[kind] = unpackLines(background.lines[kind]);
  const labels = new Map();
  const widths = [];
  for (let grid = 0; grid < shapes.count; ++grid) widths.push(shapes.boxes[4 * grid + 2] - shapes.boxes[4 * grid]);
  const unitBoxes = model.units.map((unit) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let grid = unit.first; grid < unit.last; ++grid) {
      if (widths[grid] >= 0) widen(box, shapes.boxes, 4 * grid);
    }
    return box[0] <= box[2] ? box : shapes.extent; // all its grids may be smaller than a step
  });
  const marks = makeMarks(model.data.findings);
  const unitWidth = middleOf(unitBoxes.map((box) => box[2] - box[0]));
  const modes = colourModes(model, shapes);
  const plan = {
    model,
    shapes,
    unitBoxes,
    marks,
    modes,
    mode: modes[0],
    step: model.data.step_m,
    index: makeIndex(shapes),
    gridWidth: middleOf(widths),
    unitWidth,
    clusters: makeClusters(marks, unitWidth),
    background: {
      lines,
      boundaries: background.boundaries && unpackLines(background.boundaries),
      previous: background.previous && unpackLines(background.previous),
      micro: background.micro && unpackLines(background.micro),
      sites: background.sites && unpackSites(background.sites),
      about: background,
    },
    labelAt(grid) {
      if (!labels.has(grid)) labels.set(grid, labelPoint(shapes, grid));
      return labels.get(grid);
    },
  };
  plan.has = {
    labels: true,
    lines: Object.values(lines).some((some) => some.count > 0),
    sites: Boolean(plan.background.sites),
    boundaries: Boolean(plan.background.boundaries),
    micro: Boolean(plan.background.micro),
    previousBorders: Boolean(plan.background.previous),
    issues: marks.length > 0,
  };
  plan.show = {...plan.has, previousBorders: false};
  return plan;
}

/** What the reader should know of what is not, or not exactly, drawn. */
function notesOf(plan) {
  const {about} = plan.background;
  const notes = [t('accuracy', number(plan.model.data.tolerance_m, 1))];
  if (about.lines_tolerance_m > plan.model.data.tolerance_m)
    notes.push(t('linesCoarse', number(about.lines_tolerance_m, 1)));
  if (about.lines_left_out > 0) notes.push(t('linesLeft', number(about.lines_left_out)));
  if (about.sites === null && about.sites_count > 0)
    notes.push(t('sitesLeft', number(about.sites_count), number(about.most_sites)));
  return notes;
}
