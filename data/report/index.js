// Finds grids by place: a raster of buckets over the extent, each with the grids whose boxes touch it.

function makeIndex(shapes) {
  const [west, south, east, north] = shapes.extent;
  const side = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(shapes.count))));
  const width = (east - west) / side || 1;
  const height = (north - south) / side || 1;
  const column = (x) => Math.max(0, Math.min(side - 1, Math.floor((x - west) / width)));
  const row = (y) => Math.max(0, Math.min(side - 1, Math.floor((y - south) / height)));
  const eachBucket = (box, visit) => {
    const lastColumn = column(box[2]);
    const lastRow = row(box[3]);
    for (let r = row(box[1]); r <= lastRow; ++r) {
      for (let c = column(box[0]); c <= lastColumn; ++c) visit(r * side + c);
    }
  };
  const boxOf = (grid) => shapes.boxes.subarray(4 * grid, 4 * grid + 4);
  const start = new Int32Array(side * side + 1);
  const eachGridBucket = (visit) => {
    for (let grid = 0; grid < shapes.count; ++grid) {
      const box = boxOf(grid);
      if (box[2] >= box[0]) eachBucket(box, (bucket) => visit(bucket, grid));
    }
  };
  eachGridBucket((bucket) => ++start[bucket + 1]);
  for (let i = 0; i < side * side; ++i) start[i + 1] += start[i];
  const next = start.slice(0, -1);
  const grids = new Int32Array(start[side * side]);
  eachGridBucket((bucket, grid) => {
    grids[next[bucket]++] = grid;
  });
  const seen = new Int32Array(shapes.count);
  let query = 0;

  /** The grids whose boxes touch the box, each once, ascending. */
  const inBox = (box) => {
    ++query;
    const found = [];
    eachBucket(box, (bucket) => {
      for (let i = start[bucket]; i < start[bucket + 1]; ++i) {
        const grid = grids[i];
        if (seen[grid] === query) continue;
        seen[grid] = query;
        const at = 4 * grid;
        const {boxes} = shapes;
        if (boxes[at] <= box[2] && boxes[at + 2] >= box[0] && boxes[at + 1] <= box[3] && boxes[at + 3] >= box[1])
          found.push(grid);
      }
    });
    return found.sort((a, b) => a - b);
  };
  /** The grid at a point; -1: none. */
  const at = (x, y) => {
    const grid = inBox([x, y, x, y]).find((candidate) => covers(shapes, candidate, x, y));
    return grid === undefined ? -1 : grid;
  };
  return {inBox, at};
}
