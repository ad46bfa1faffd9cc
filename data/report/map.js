// The interactive map: Leaflet on a plane in metres, with what can be pointed at and chosen.

/** Puts the map into `host`. `events.select(grid)` is called for a chosen grid (-1: none), `events.finding(row)` for a
 * chosen mark. */
function makeMap(host, plan, events) {
  const {shapes, step} = plan;
  const [west, south, east, north] = shapes.extent;
  const size = {x: Math.max(200, host.clientWidth), y: Math.max(200, host.clientHeight)};
  // At zoom 0 the whole plan just fits.
  const pixelsPerMetre = 0.96 * Math.min(size.x / ((east - west) * step), size.y / ((north - south) * step));
  const scaleAt = (zoom) => pixelsPerMetre * step * 2 ** zoom;
  const latLng = (x, y) => L.latLng(y * step, x * step);
  const bounds = (box) => L.latLngBounds(latLng(box[0], box[1]), latLng(box[2], box[3]));
  const crs = {...L.CRS.Simple, transformation: L.transformation(pixelsPerMetre, 0, -pixelsPerMetre, 0)};
  const map = L.map(host, {
    crs,
    attributionControl: false,
    zoomControl: false,
    fadeAnimation: false,
    minZoom: -2,
    maxZoom: Math.max(1, Math.ceil(Math.log2(4 / scaleAt(0)))),
    maxBounds: bounds(shapes.extent).pad(0.75),
    maxBoundsViscosity: 0.5,
    boxZoom: true,
    trackResize: false, // takeSize() does
  });
  L.control.zoom({zoomInTitle: t('zoomIn'), zoomOutTitle: t('zoomOut')}).addTo(map);
  L.control.scale({imperial: false, maxWidth: 140}).addTo(map);
  let home; // what is in view where nobody has moved the map
  const stayHome = () => (home = {zoom: map.getZoom(), centre: map.getCenter()});
  // Within two pixels, for Leaflet rounds where the map stands.
  const isHome = () =>
    map.getZoom() === home.zoom && map.project(map.getCenter()).distanceTo(map.project(home.centre)) < 2;
  const whole = () => {
    map.fitBounds(bounds(shapes.extent), {animate: false, padding: [4, 4]});
    stayHome();
  };
  map.setView(bounds(shapes.extent).getCenter(), 0, {animate: false});
  stayHome();
  const tiles = makeTileLayer(plan, scaleAt, {bounds: bounds(shapes.extent).pad(0.1)}).addTo(map);

  const outline = (style) => L.polygon([], {interactive: false, fill: false, smoothFactor: 0.5, ...style}).addTo(map);
  const halo = outline({color: '#ffffff', weight: 7, opacity: 0.9});
  const chosen = outline({color: '#0b3d91', weight: 3.5});
  const hovered = outline({color: '#0b3d91', weight: 2, dashArray: '4 3'});
  const show = (line, grid) =>
    line.setLatLngs(grid < 0 ? [] : ringsOf(shapes, grid).map((ring) => ring.map(([x, y]) => latLng(x, y))));

  const stepsAt = (where) => [where.lng / step, where.lat / step];
  const gridAt = (where) => plan.index.at(...stepsAt(where));
  const tooltip = L.tooltip({direction: 'top', offset: [0, -8], className: 'grid-tip'});
  let under = -1;
  const hover = oncePerFrame((where) => {
    const grid = where ? gridAt(where) : -1;
    if (grid !== under) {
      under = grid;
      show(hovered, grid);
      if (grid < 0) map.closeTooltip(tooltip);
      else tooltip.setContent(tipOf(plan.model, grid));
    }
    if (grid >= 0) map.openTooltip(tooltip.setLatLng(where));
  });
  /** The cluster of findings under the pointer; null: none. */
  const clusterAt = (where) => {
    if (!plan.show.issues) return null;
    const scale = scaleAt(map.getZoom());
    const [x, y] = stepsAt(where);
    const away = (cluster) => Math.hypot(cluster.x - x, cluster.y - y) * scale - cluster.radius;
    return plan.clusters(scale).reduce((best, one) => (away(one) <= (best ? away(best) : 3) ? one : best), null);
  };
  const popup = L.popup({maxWidth: 320});
  const openFinding = (row, move) => {
    const [, , , , , x, y] = plan.model.data.findings.rows[row];
    if (x === null) return;
    if (move) map.setView(latLng(x, y), Math.max(map.getZoom(), 2), {animate: false});
    popup.setLatLng(latLng(x, y)).setContent(findingText(plan.model, plan.model.data.findings.rows[row])).openOn(map);
  };
  /** Goes nearer until the findings of a cluster are apart; those at one place are told together. */
  const openCluster = ({marks, box, x, y}) => {
    const isApart = Math.max(box[2] - box[0], box[3] - box[1]) * scaleAt(map.getMaxZoom()) > MARK_APART;
    if (marks.length > 1 && isApart && map.getZoom() < map.getMaxZoom()) {
      const zoom = map.getBoundsZoom(bounds(box).pad(0.2), false);
      map.setView(latLng(x, y), Math.min(map.getMaxZoom(), Math.max(zoom, map.getZoom() + 1)), {animate: false});
      return;
    }
    popup
      .setLatLng(latLng(x, y))
      .setContent(clusterText(plan.model, marks))
      .openOn(map);
  };
  map.on('mousemove', (event) => hover(event.latlng));
  map.on('mouseout', () => hover(null));
  map.on('click', (event) => {
    const cluster = clusterAt(event.latlng);
    if (cluster) openCluster(cluster);
    else events.select(gridAt(event.latlng));
  });
  host.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== host) return;
    event.preventDefault();
    events.select(gridAt(map.getCenter()));
  });
  const takeSize = () => {
    const wasHome = isHome();
    const before = map.getSize();
    map.invalidateSize({animate: false});
    if (wasHome && !map.getSize().equals(before)) whole();
  };
  new ResizeObserver(oncePerFrame(takeSize)).observe(host);
  return {
    map,
    tiles,
    whole,
    openFinding,
    repaint: () => tiles.repaint(),
    /** Marks a grid as the chosen one, and moves to it unless it is in view and large enough to be seen. */
    choose(grid, move) {
      show(halo, grid);
      show(chosen, grid);
      if (grid < 0 || !move) return;
      const [w, s, e, n] = shapes.boxes.subarray(4 * grid, 4 * grid + 4);
      if (e < w) return; // smaller than a step
      const box = bounds([w, s, e, n]);
      const isSmall = scaleAt(map.getZoom()) * Math.max(e - w, n - s) < 80;
      if (isSmall || !map.getBounds().contains(box)) map.fitBounds(box.pad(1), {animate: false});
    },
    showUnit: (unit) => map.fitBounds(bounds(plan.unitBoxes[unit]), {animate: false, padding: [16, 16]}),
    /** The part of the plan in view, in steps. */
    inView() {
      const view = map.getBounds();
      return [...stepsAt(view.getSouthWest()), ...stepsAt(view.getNorthEast())];
    },
  };
}

/** What is said of a grid beside the pointer. */
function tipOf(model, grid) {
  const {grids} = model;
  const dev = grids.general[grid] ? ` (${percent(grids.dev_hh[grid], true)})` : '';
  return el(
    'div',
    {},
    el('strong', {}, grids.name[grid]),
    el('br'),
    grids.code[grid],
    el('br'),
    t('named', t('households'), number(grids.households[grid]) + dev),
  );
}

const MOST_TOLD = 8;

/** All findings of a place, the first of them in words. */
function clusterText(model, marks) {
  const told = marks.slice(0, MOST_TOLD).map(({row, code, severity}) =>
    row >= 0
      ? findingText(model, model.data.findings.rows[row])
      : el('div', {}, el('strong', {}, t('named', severityName(severity), titleOfKind(model, code)))),
  );
  const rest = marks.length - told.length;
  return el('div', {}, ...told, rest > 0 ? el('p', {}, t('andMore', number(rest))) : null);
}

function findingText(model, [code, severity, , gridCode, message]) {
  return el(
    'div',
    {},
    el('strong', {}, t('named', severityName(severity), titleOfKind(model, code))),
    el('p', {}, message),
    gridCode ? el('p', {}, gridCode) : null,
  );
}
