// Draws the plan on a canvas: tiles of the map and the printed map alike.
//
// A view says where: a point (x, y) in steps is at (x * scale + left, top - y * scale) in CSS pixels of the canvas,
// which is `width` by `height` of them.

const LINE_STYLES = {
  water: {colour: '#5b9bd0', width: 1.4, dash: []},
  road: {colour: '#8d8d92', width: 0.7, dash: []},
  rail: {colour: '#55555c', width: 1.3, dash: [6, 4]},
  other: {colour: '#a08c70', width: 0.8, dash: []},
};

/** Part of the plan that the view shows, in steps, and a little around it. */
function boxOfView(view) {
  const margin = 8 / view.scale;
  return [
    -view.left / view.scale - margin,
    (view.top - view.height) / view.scale - margin,
    (view.width - view.left) / view.scale + margin,
    view.top / view.scale + margin,
  ];
}

/** Adds a line to the path; points that fall on the pixel before are passed over. */
function tracePoints(context, view, points, from, to, step, move) {
  let lastX = Infinity;
  let lastY = Infinity;
  for (let at = from; at !== to; at += step) {
    const x = points[at] * view.scale + view.left;
    const y = view.top - points[at + 1] * view.scale;
    if (at === from && move) context.moveTo(x, y);
    else if (at + step === to || Math.abs(x - lastX) + Math.abs(y - lastY) >= 0.7) context.lineTo(x, y);
    else continue;
    lastX = x;
    lastY = y;
  }
}

function traceGrid(context, view, shapes, grid) {
  const {rings, arcs} = shapes;
  let at = shapes.ringStart[grid];
  for (let ringCount = rings[at++]; ringCount > 0; --ringCount) {
    const arcCount = rings[at++];
    for (let i = 0; i < arcCount; ++i, ++at) {
      const backwards = rings[at] < 0;
      const arc = backwards ? -1 - rings[at] : rings[at];
      const from = arcs.start[arc];
      const to = arcs.start[arc + 1];
      if (backwards) tracePoints(context, view, arcs.points, to - 2, from - 2, -2, i === 0);
      else tracePoints(context, view, arcs.points, from, to, 2, i === 0);
    }
  }
}

const GRIDS_AT_ONCE = 200;
const ARCS_AT_ONCE = 1000;

/** One path for many grids of a colour, so that thousands of grids are a few strokes of the brush; but not for all,
 * because what a path costs grows faster than its length. Filling closes the rings. */
function fillGrids(context, view, plan, visible) {
  const {classes, colours} = plan.mode;
  const byClass = colours.map(() => []);
  for (const grid of visible) byClass[classes[grid]].push(grid);
  byClass.forEach((grids, index) => {
    if (grids.length === 0) return;
    context.fillStyle = colours[index];
    for (let from = 0; from < grids.length; from += GRIDS_AT_ONCE) {
      context.beginPath();
      for (const grid of grids.slice(from, from + GRIDS_AT_ONCE)) traceGrid(context, view, plan.shapes, grid);
      context.fill('nonzero');
    }
  });
}

function strokeBorders(context, view, plan, visible) {
  const {shapes, model} = plan;
  const {points, start} = shapes.arcs;
  const inner = [];
  const outer = [];
  const seen = new Set();
  for (const grid of visible) {
    eachArc(shapes, grid, (arc) => {
      if (seen.has(arc)) return;
      seen.add(arc);
      const [a, b] = [shapes.sides[2 * arc], shapes.sides[2 * arc + 1]];
      (b >= 0 && model.unitOf[a] === model.unitOf[b] ? inner : outer).push(arc);
    });
  }
  const stroke = (arcs, colour, width) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    for (let from = 0; from < arcs.length; from += ARCS_AT_ONCE) {
      context.beginPath();
      for (const arc of arcs.slice(from, from + ARCS_AT_ONCE))
        tracePoints(context, view, points, start[arc], start[arc + 1], 2, true);
      context.stroke();
    }
  };
  const width = plan.gridWidth * view.scale; // of a usual grid, in pixels
  if (width > 5) stroke(inner, PALETTE.border, Math.min(1.2, width / 40 + 0.2));
  stroke(outer, PALETTE.boundary, Math.min(2.2, (plan.unitWidth * view.scale) / 60 + 0.2));
}

function strokeLines(context, view, lines, style) {
  const box = boxOfView(view);
  context.strokeStyle = style.colour;
  context.lineWidth = style.width * (style.fixed ? 1 : Math.max(0.5, Math.min(1.6, (view.scale * 8) / view.step)));
  context.setLineDash(style.dash);
  let traced = 0;
  context.beginPath();
  for (let line = 0; line < lines.count; ++line) {
    const at = 4 * line;
    const {boxes} = lines;
    if (boxes[at] > box[2] || boxes[at + 2] < box[0] || boxes[at + 1] > box[3] || boxes[at + 3] < box[1]) continue;
    tracePoints(context, view, lines.points, lines.start[line], lines.start[line + 1], 2, true);
    if (++traced % ARCS_AT_ONCE === 0) {
      context.stroke();
      context.beginPath();
    }
  }
  context.stroke();
  context.setLineDash([]);
}

function fillSites(context, view, sites) {
  // A house of 10 m as far as it can be seen; farther out the squares only hint at where people live.
  const size = Math.max(0.7, Math.min(4, (view.scale / view.step) * 10));
  const [west, south, east, north] = boxOfView(view);
  context.fillStyle = size < 1.6 ? 'rgba(40, 40, 60, 0.25)' : 'rgba(40, 40, 60, 0.55)';
  for (let at = 0; at < sites.length; at += 2) {
    const x = sites[at];
    const y = sites[at + 1];
    if (x < west || x > east || y < south || y > north) continue;
    context.fillRect(x * view.scale + view.left - size / 2, view.top - y * view.scale - size / 2, size, size);
  }
}

/** Names and households, where they have room; whether they have does not depend on the tile. */
function writeLabels(context, view, plan, visible) {
  if (plan.gridWidth * view.scale < 24) return;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = 'rgba(255, 255, 255, 0.85)';
  context.fillStyle = '#1c1c22';
  context.lineWidth = 3;
  // A label keeps clear of marks: it goes below or above one where that is in its grid, else over it.
  const marks = plan.show.issues ? clustersInView({...view, width: view.width + 100, height: view.height + 100}, plan) : [];
  const clear = (grid, x, y) => {
    const hit = marks.find(({left, top, radius}) => Math.abs(left - x) < radius + 24 && Math.abs(top - y) < radius + 16);
    if (!hit) return y;
    const isInside = (at) =>
      [-14, 14].every((dy) =>
        covers(plan.shapes, grid, (x - view.left) / view.scale, (view.top - at - dy) / view.scale),
      );
    const aside = [hit.top + hit.radius + 17, hit.top - hit.radius - 17].find(isInside);
    return aside === undefined ? y : aside;
  };
  for (const grid of visible) {
    const place = plan.labelAt(grid);
    const room = place.width * view.scale;
    const height = (plan.shapes.boxes[4 * grid + 3] - plan.shapes.boxes[4 * grid + 1]) * view.scale;
    if (room < 26 || height < 26) continue;
    const x = place.x * view.scale + view.left;
    const y = clear(grid, x, view.top - place.y * view.scale);
    const write = (text, dy, font) => {
      context.font = font;
      if (context.measureText(text).width > room * 0.94) return false;
      context.strokeText(text, x, y + dy);
      context.fillText(text, x, y + dy);
      return true;
    };
    const households = number(plan.model.grids.households[grid]);
    if (height < 44 || !write(plan.model.grids.name[grid], -7, '600 12px system-ui, sans-serif'))
      write(households, 0, '12px system-ui, sans-serif');
    else write(households, 8, '12px system-ui, sans-serif');
  }
}

/** All of it, as `plan.show` says. */
function paintPlan(context, view, plan) {
  const visible = plan.index.inBox(boxOfView(view));
  const {show, background} = plan;
  context.lineJoin = 'round';
  fillGrids(context, view, plan, visible);
  if (show.lines) {
    for (const [kind, lines] of Object.entries(background.lines)) strokeLines(context, view, lines, LINE_STYLES[kind]);
  }
  if (show.sites) fillSites(context, view, background.sites);
  if (show.boundaries)
    strokeLines(context, view, background.boundaries, {
      colour: 'rgba(120, 60, 140, 0.35)',
      width: 5,
      dash: [],
      fixed: true,
    });
  if (show.micro)
    strokeLines(context, view, background.micro, {colour: 'rgba(40, 40, 40, 0.55)', width: 0.6, dash: [], fixed: true});
  strokeBorders(context, view, plan, visible);
  if (show.previousBorders)
    strokeLines(context, view, background.previous, {colour: '#a3005c', width: 1.4, dash: [4, 3], fixed: true});
  if (show.issues) markFindings(context, view, plan);
  if (show.labels) writeLabels(context, view, plan, visible);
}
