// The findings on the map: those that are close to each other on the screen are one mark with their number.

const MARK_COLOURS = {error: '#b3152a', warning: '#d98a00', note: '#607d9b'};
const SEVERITIES = ['error', 'warning', 'note'];
const MARK_APART = 34; // pixels: the side of the squares whose findings are one mark

/** A mark for each finding with a place: where, how bad, and which row of the table tells of it; -1: none does. */
function makeMarks(findings) {
  const marks = [];
  findings.rows.forEach(([code, severity, , , , x, y], row) => {
    if (x !== null) marks.push({x, y, severity, row, code});
  });
  for (let at = 0; at < findings.more.length; at += 3) {
    const [code, , severity] = findings.kinds[findings.more[at + 2]];
    marks.push({x: findings.more[at], y: findings.more[at + 1], severity, row: -1, code});
  }
  return marks;
}

/** The marks in squares of the plane, so that they are the same in all tiles: for each its middle, its marks, the worst of
 * them and the box around them. */
function clusterMarks(marks, scale) {
  const side = MARK_APART / scale;
  const squares = new Map();
  for (const mark of marks) {
    const key = `${Math.floor(mark.x / side)} ${Math.floor(mark.y / side)}`;
    const cluster = squares.get(key);
    if (cluster) cluster.marks.push(mark);
    else squares.set(key, {marks: [mark]});
  }
  return [...squares.values()].map((cluster) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const {x, y} of cluster.marks) {
      [box[0], box[1]] = [Math.min(box[0], x), Math.min(box[1], y)];
      [box[2], box[3]] = [Math.max(box[2], x), Math.max(box[3], y)];
    }
    const middle = (key) => cluster.marks.reduce((sum, mark) => sum + mark[key], 0) / cluster.marks.length;
    const severity = SEVERITIES.find((one) => cluster.marks.some((mark) => mark.severity === one)) || 'note';
    const digits = String(cluster.marks.length).length;
    return {x: middle('x'), y: middle('y'), marks: cluster.marks, box, severity, radius: digits > 1 ? 7 + 2 * digits : 8};
  });
}

/** `at(scale)`: the clusters at a scale. A single finding is a dot, smaller where units are small on the map. */
function makeClusters(marks, unitWidth) {
  const known = new Map();
  return (scale) => {
    if (!known.has(scale)) {
      if (known.size > 40) known.clear();
      const clusters = clusterMarks(marks, scale);
      for (const cluster of clusters) {
        if (cluster.marks.length === 1) cluster.radius = Math.max(3, Math.min(5, (unitWidth * scale) / 6));
      }
      known.set(scale, clusters);
    }
    return known.get(scale);
  };
}

/** The clusters that the view shows, in its pixels. */
function clustersInView(view, plan) {
  return plan
    .clusters(view.scale)
    .map((cluster) => ({...cluster, left: cluster.x * view.scale + view.left, top: view.top - cluster.y * view.scale}))
    .filter(
      ({left, top, radius}) =>
        left > -radius && top > -radius && left < view.width + radius && top < view.height + radius,
    );
}

function markFindings(context, view, plan) {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const {left, top, radius, severity, marks} of clustersInView(view, plan)) {
    context.beginPath();
    context.arc(left, top, radius, 0, 2 * Math.PI);
    context.fillStyle = MARK_COLOURS[severity];
    context.strokeStyle = '#ffffff';
    context.lineWidth = 1.4;
    context.fill();
    context.stroke();
    if (marks.length === 1) continue;
    context.fillStyle = '#ffffff';
    context.font = '600 11px system-ui, sans-serif';
    context.fillText(String(marks.length), left, top + 0.5);
  }
}
