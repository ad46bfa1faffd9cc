// The ground of the grids: arcs that two grids share, and rings that are made of them. Coordinates are whole steps of
// the plane, y to the north.

/** Unpacks lines: of each the number of points, the first relative to that of the line before, the rest to the point
 * before. `start[i]` is the index of the first number of line i in `points`. */
function unpackLines(numbers) {
  let count = 0;
  for (let at = 0; at < numbers.length; at += 1 + 2 * numbers[at]) ++count;
  const start = new Int32Array(count + 1);
  const points = new Int32Array(numbers.length - count);
  let x = 0;
  let y = 0;
  let to = 0;
  for (let line = 0, at = 0; line < count; ++line) {
    const size = numbers[at++];
    for (let i = 0; i < size; ++i) {
      x += numbers[at++];
      y += numbers[at++];
      points[to++] = x;
      points[to++] = y;
    }
    start[line + 1] = to;
    x = points[start[line]];
    y = points[start[line] + 1];
  }
  return {count, start, points, boxes: boxesOf(count, start, points)};
}

function boxesOf(count, start, points) {
  const boxes = new Int32Array(4 * count);
  for (let line = 0; line < count; ++line) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = start[line]; at < start[line + 1]; at += 2) {
      const x = points[at];
      const y = points[at + 1];
      if (x < west) west = x;
      if (x > east) east = x;
      if (y < south) south = y;
      if (y > north) north = y;
    }
    boxes.set([west, south, east, north], 4 * line);
  }
  return boxes;
}

/** Where the rings of each grid begin in `rings`, its box, and the grids on both sides of each arc (-1: none). */
function makeShapes(map, gridCount) {
  const arcs = unpackLines(map.arcs);
  const rings = Int32Array.from(map.rings);
  const shapes = {
    arcs,
    rings,
    count: gridCount,
    ringStart: new Int32Array(gridCount + 1),
    boxes: new Int32Array(4 * gridCount),
    sides: new Int32Array(2 * arcs.count).fill(-1),
    extent: [Infinity, Infinity, -Infinity, -Infinity],
  };
  let at = 0;
  for (let grid = 0; grid < gridCount; ++grid) {
    shapes.ringStart[grid] = at;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    let ringCount = rings[at++];
    for (; ringCount > 0; --ringCount) {
      let arcCount = rings[at++];
      for (; arcCount > 0; --arcCount) {
        const arc = rings[at] < 0 ? -1 - rings[at] : rings[at];
        ++at;
        widen(box, arcs.boxes, 4 * arc);
        const side = shapes.sides[2 * arc] === -1 ? 2 * arc : 2 * arc + 1;
        shapes.sides[side] = grid;
      }
    }
    shapes.boxes.set(box[0] <= box[2] ? box : [0, 0, -1, -1], 4 * grid);
    widen(shapes.extent, box, 0);
  }
  shapes.ringStart[gridCount] = at;
  if (shapes.extent[0] > shapes.extent[2]) shapes.extent = [0, 0, 1, 1];
  return shapes;
}

function widen(box, other, at) {
  box[0] = Math.min(box[0], other[at]);
  box[1] = Math.min(box[1], other[at + 1]);
  box[2] = Math.max(box[2], other[at + 2]);
  box[3] = Math.max(box[3], other[at + 3]);
}

/** Calls `visit` with each arc of a grid: its number, and whether it is gone along backwards. */
function eachArc(shapes, grid, visit) {
  const {rings} = shapes;
  let at = shapes.ringStart[grid];
  for (let ringCount = rings[at++]; ringCount > 0; --ringCount) {
    for (let arcCount = rings[at++]; arcCount > 0; --arcCount, ++at) {
      if (rings[at] < 0) visit(-1 - rings[at], true);
      else visit(rings[at], false);
    }
  }
}

/** The rings of a grid as lists of [x, y], closed. */
function ringsOf(shapes, grid) {
  const {rings, arcs} = shapes;
  const all = [];
  let at = shapes.ringStart[grid];
  for (let ringCount = rings[at++]; ringCount > 0; --ringCount) {
    const ring = [];
    for (let arcCount = rings[at++]; arcCount > 0; --arcCount, ++at) {
      const backwards = rings[at] < 0;
      const arc = backwards ? -1 - rings[at] : rings[at];
      const size = (arcs.start[arc + 1] - arcs.start[arc]) / 2;
      for (let i = ring.length > 0 ? 1 : 0; i < size; ++i) {
        const point = arcs.start[arc] + 2 * (backwards ? size - 1 - i : i);
        ring.push([arcs.points[point], arcs.points[point + 1]]);
      }
    }
    all.push(ring);
  }
  return all;
}

/** Whether the ground of the grid has the point: the even-odd rule over its segments. */
function covers(shapes, grid, x, y) {
  const {points, start} = shapes.arcs;
  let inside = false;
  eachArc(shapes, grid, (arc) => {
    for (let at = start[arc] + 2; at < start[arc + 1]; at += 2) {
      const ay = points[at - 1];
      const by = points[at + 1];
      if (ay > y === by > y) continue;
      const ax = points[at - 2];
      if (x < ax + ((points[at] - ax) * (y - ay)) / (by - ay)) inside = !inside;
    }
  });
  return inside;
}

/** A point well inside the grid, for its label: the middle of the widest piece of a line through the middle of its box. */
function labelPoint(shapes, grid) {
  const [west, south, east, north] = shapes.boxes.subarray(4 * grid, 4 * grid + 4);
  let best = {x: (west + east) / 2, y: (south + north) / 2, width: 0};
  for (const part of [0.5, 0.4, 0.6]) {
    const y = south + (north - south) * part + 0.25;
    const cuts = [];
    eachArc(shapes, grid, (arc) => {
      const {points, start} = shapes.arcs;
      for (let at = start[arc] + 2; at < start[arc + 1]; at += 2) {
        const ay = points[at - 1];
        const by = points[at + 1];
        if (ay > y !== by > y) cuts.push(points[at - 2] + ((points[at] - points[at - 2]) * (y - ay)) / (by - ay));
      }
    });
    cuts.sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const width = cuts[i + 1] - cuts[i];
      if (width > best.width * (part === 0.5 ? 1 : 1.3)) best = {x: (cuts[i] + cuts[i + 1]) / 2, y, width};
    }
  }
  return best;
}
