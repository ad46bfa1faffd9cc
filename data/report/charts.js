// Charts of how values are distributed: inline SVG with a text that says what it shows, and a table of its numbers.

const MOST_BINS = 30;

/** A width of bins that people can read (1, 2, 2.5 or 5 times a power of ten), so that there are at most MOST_BINS. */
function niceWidth(span, wholeNumbers) {
  const raw = span / MOST_BINS || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const width = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999);
  return wholeNumbers ? Math.max(1, Math.ceil(width)) : width;
}

/** Bins over all values of now and before; what lies far out is in the first or the last one. */
function makeBins(now, before, wholeNumbers) {
  const all = Float64Array.from([...now, ...(before || [])]).sort();
  const at = (share) => all[Math.min(all.length - 1, Math.floor(share * all.length))];
  const spread = at(0.99) - at(0.01);
  const least = Math.max(all[0], at(0.01) - spread);
  const most = Math.min(all[all.length - 1], at(0.99) + spread);
  const width = niceWidth(most - least, wholeNumbers);
  const first = Math.floor(least / width + 1e-9);
  const count = Math.max(1, Math.floor(most / width + 1e-9) - first + 1);
  const countOf = (values) => {
    const counts = new Array(count).fill(0);
    for (const value of values) ++counts[Math.max(0, Math.min(count - 1, Math.floor(value / width + 1e-9) - first))];
    return counts;
  };
  return {
    width,
    count,
    start: first * width,
    openBelow: all[0] < first * width,
    openAbove: all[all.length - 1] >= (first + count) * width,
    now: countOf(now),
    before: before && countOf(before),
  };
}

const CHART = {width: 560, height: 250, left: 46, right: 14, top: 30, bottom: 34};

function axis(bins, x, y, most, shown) {
  const parts = [];
  const step = niceWidth((most * MOST_BINS) / 4, true);
  for (let value = 0; value <= most; value += step) {
    parts.push(
      svgElement('line', {x1: CHART.left, x2: CHART.width - CHART.right, y1: y(value), y2: y(value), class: 'rule'}),
      svgElement('text', {x: CHART.left - 6, y: y(value) + 4, 'text-anchor': 'end'}, number(value)),
    );
  }
  const each = [1, 2, 5, 10].find((many) => bins.count / many <= 8);
  const first = Math.round(bins.start / bins.width);
  for (let i = 0; i <= bins.count; ++i) {
    if ((first + i) % each !== 0) continue;
    const value = bins.start + i * bins.width;
    parts.push(
      svgElement('text', {x: x(value), y: CHART.height - CHART.bottom + 18, 'text-anchor': 'middle'}, shown(value)),
    );
  }
  const open = (isOpen, value) =>
    isOpen &&
    parts.push(svgElement('text', {x: x(value), y: CHART.height - CHART.bottom + 31, 'text-anchor': 'middle'}, '…'));
  open(bins.openBelow, bins.start + bins.width / 2);
  open(bins.openAbove, bins.start + (bins.count - 0.5) * bins.width);
  return parts;
}

function bars(bins, x, y, colourOf) {
  return bins.now.map((count, i) => {
    const value = bins.start + i * bins.width;
    return svgElement('rect', {
      x: x(value) + 0.75,
      y: y(count),
      width: Math.max(0.5, x(value + bins.width) - x(value) - 1.5),
      height: Math.max(0, y(0) - y(count)),
      fill: colourOf(value + bins.width / 2),
    });
  });
}

function outlineBefore(bins, x, y) {
  let path = `M${x(bins.start)} ${y(0)}`;
  bins.before.forEach((count, i) => {
    const value = bins.start + i * bins.width;
    path += `V${y(count)}H${x(value + bins.width)}`;
  });
  return svgElement('path', {d: `${path}V${y(0)}`, class: 'before'});
}

/** Vertical lines with their texts, those that would overlap in rows one above the other. */
function markers(marks, x, bins) {
  const inside = marks.filter(
    ({value}) => value !== null && value >= bins.start && value <= bins.start + bins.count * bins.width,
  );
  inside.sort((a, b) => a.value - b.value);
  let lastX = -Infinity;
  let row = 0;
  return inside.flatMap(({value, label, kind}) => {
    const at = x(value);
    row = at - lastX < 90 ? 1 - row : 0;
    lastX = at;
    const anchor = at > CHART.width - 80 ? 'end' : at < CHART.left + 40 ? 'start' : 'middle';
    return [
      svgElement('line', {x1: at, x2: at, y1: CHART.top - 2, y2: CHART.height - CHART.bottom, class: `mark ${kind}`}),
      svgElement('text', {x: at, y: 11 + 13 * row, 'text-anchor': anchor, class: `mark-text ${kind}`}, label),
    ];
  });
}

function binTable(bins, shown) {
  const heads = [t('from'), t('to'), bins.before ? `${t('count')} (${t('now')})` : t('count')];
  if (bins.before) heads.push(`${t('count')} (${t('before')})`);
  const rows = bins.now.map((count, i) => {
    const cells = [
      i === 0 && bins.openBelow ? '' : shown(bins.start + i * bins.width),
      i + 1 === bins.count && bins.openAbove ? '' : shown(bins.start + (i + 1) * bins.width),
      number(count),
    ];
    if (bins.before) cells.push(number(bins.before[i]));
    return el('tr', {}, ...cells.map((cell) => el('td', {class: 'number'}, cell)));
  });
  return el(
    'details',
    {},
    el('summary', {}, t('bins')),
    el(
      'table',
      {class: 'bins'},
      el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', {scope: 'col', class: 'number'}, head)))),
      el('tbody', {}, ...rows),
    ),
  );
}

/** A chart of `now` and, as an outline, `before` (or null). `marks`: {value, label, kind}; `colourOf(value)`. */
function histogram({title, now, before, marks, shown, wholeNumbers, colourOf}) {
  if (now.length === 0) return null;
  const bins = makeBins(now, before, wholeNumbers);
  const most = Math.max(1, ...bins.now, ...(bins.before || []));
  const x = (value) =>
    CHART.left + ((value - bins.start) / (bins.width * bins.count)) * (CHART.width - CHART.left - CHART.right);
  const y = (count) => CHART.height - CHART.bottom - (count / most) * (CHART.height - CHART.top - CHART.bottom - 4);
  const {count, least, most: greatest, mean} = statistics(now);
  const label = t('chartSays', title, number(count), shown(least), shown(greatest), shown(mean));
  const chart = svgElement(
    'svg',
    {viewBox: `0 0 ${CHART.width} ${CHART.height}`, role: 'img', 'aria-label': label, class: 'chart'},
    ...axis(bins, x, y, most, shown),
    ...bars(bins, x, y, colourOf),
    bins.before ? outlineBefore(bins, x, y) : null,
    ...markers(marks, x, bins),
  );
  const key = bins.before
    ? el('p', {class: 'key'}, el('span', {class: 'now'}), t('now'), ' ', el('span', {class: 'then'}), t('before'))
    : null;
  return el('figure', {}, el('figcaption', {}, title), key, chart, binTable(bins, shown));
}

function makeCharts(model, modes) {
  const {grids, previous} = model;
  const plain = () => '#4a7fb5';
  const workloadNow = grids.workload ? ofGeneral(grids, grids.workload) : [];
  const roundsNow = grids.walk_km ? ofGeneral(grids, grids.walk_km) : [];
  const ofMode = (value) => {
    const usual = model.tolerance || 0.1;
    const bounds = [-2 * usual, -usual, -usual / 2, usual / 2, usual, 2 * usual];
    const colour = modes[0].colours[bounds.filter((bound) => value >= bound).length];
    return colour === PALETTE.deviation[3] ? '#c9c4b4' : colour;
  };
  const tolerances = (tolerance) =>
    tolerance === null
      ? []
      : [-tolerance, tolerance].map((value) => ({value, label: percent(value, true, 0), kind: 'limit'}));
  const mean = (values) => ({
    value: statistics(values).mean,
    label: t('meanMark', number(statistics(values).mean)),
    kind: 'mean',
  });
  return [
    histogram({
      title: t('histogramHh'),
      now: model.general,
      before: previous && previous.households,
      wholeNumbers: true,
      shown: number,
      colourOf: plain,
      marks: [
        mean(model.general),
        {value: model.least, label: t('minMark', number(model.least)), kind: 'limit'},
        {value: model.most, label: t('maxMark', number(model.most)), kind: 'limit'},
      ],
    }),
    histogram({
      title: t('histogramDev'),
      now: ofGeneral(grids, grids.dev_hh),
      before: previous && previous.dev_hh.filter((value) => value !== null),
      wholeNumbers: false,
      shown: (value) => percent(value, true, Number.isInteger(Math.round(value * 1e5) / 1e3) ? 0 : 1),
      colourOf: ofMode,
      marks: tolerances(model.tolerance),
    }),
    histogram({
      title: t('histogramWl'),
      now: workloadNow,
      before: previous && previous.workload.filter((value) => value !== null),
      wholeNumbers: false,
      shown: (value) => number(value, 1),
      colourOf: plain,
      marks: [mean(workloadNow)],
    }),
    histogram({
      title: t('histogramKm'),
      now: roundsNow,
      before: null,
      wholeNumbers: false,
      shown: (value) => number(value, 1),
      colourOf: plain,
      marks: [mean(roundsNow)],
    }),
  ].filter((chart) => chart !== null);
}
