// The map as tiles that the browser draws itself: Leaflet says which ones it needs, and each is painted on a canvas. A
// few are painted in a frame, so that moving the map never waits for them.

const TILE_SIZE = 512;
const FRAME_MS = 12;

/** A layer for Leaflet. `scaleAt(zoom)` says how many pixels a step is at that zoom. */
function makeTileLayer(plan, scaleAt, options) {
  const live = new Map(); // canvas -> its place
  const queue = new Map(); // canvas -> what to call when it is painted
  let scheduled = false;

  const paint = (canvas) => {
    const place = live.get(canvas);
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    if (canvas.width !== TILE_SIZE * ratio) canvas.width = canvas.height = TILE_SIZE * ratio;
    const context = canvas.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, TILE_SIZE, TILE_SIZE);
    paintPlan(
      context,
      {
        scale: scaleAt(place.z),
        left: -place.x * TILE_SIZE,
        top: -place.y * TILE_SIZE,
        width: TILE_SIZE,
        height: TILE_SIZE,
        step: plan.step,
      },
      plan,
    );
  };
  const work = () => {
    const begin = performance.now();
    scheduled = false;
    for (const [canvas, done] of queue) {
      queue.delete(canvas);
      if (live.has(canvas)) paint(canvas);
      if (done) done(null, canvas);
      if (performance.now() - begin > FRAME_MS) break;
    }
    if (queue.size > 0) schedule();
  };
  const schedule = () => {
    if (!scheduled) requestAnimationFrame(work);
    scheduled = true;
  };
  const Tiles = L.GridLayer.extend({
    createTile(place, done) {
      const canvas = L.DomUtil.create('canvas', 'leaflet-tile');
      canvas.width = canvas.height = 0;
      live.set(canvas, place);
      queue.set(canvas, done);
      schedule();
      return canvas;
    },
  });
  const layer = new Tiles({tileSize: TILE_SIZE, noWrap: true, keepBuffer: 1, updateInterval: 50, ...options});
  layer.on('tileunload', ({tile}) => {
    live.delete(tile);
    queue.delete(tile);
  });
  /** Paints again what is shown, in place, after a choice of the reader. */
  layer.repaint = () => {
    for (const canvas of live.keys()) {
      if (!queue.has(canvas)) queue.set(canvas, null);
    }
    schedule();
  };
  /** How many tiles wait to be painted. */
  layer.waiting = () => queue.size;
  return layer;
}
