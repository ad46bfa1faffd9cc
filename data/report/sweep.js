// The page of a sweep: a chart for each kind of figure, and the table of all.

const WIDE = {width: 560, height: 260, left: 62, right: 18, top: 26, bottom: 40};
const LINES = ['#1f5a96', '#c25e00'];

function nameOf(figure) {
  return words === TEXTS.zh ? figure.zh : figure.en;
}

function titleOf(figure) {
  const name = nameOf(figure);
  return name[0].toUpperCase() + name.slice(1);
}

function written(figure, value) {
  if (value === null) return '–';
  switch (figure.kind) {
    case 'share':
      return percent(value, false, 2);
    case 'hours':
      return decimal(value, 1);
    case 'kilometres':
      return decimal(value, 1);
    case 'metres':
      return decimal(value / 1000, 1);
    default:
      return number(value, 1);
  }
}

/** Values of x and y to pixels, with room above the greatest and, unless that is 0, below the least. */
function scales(xs, ys, wholeNumbers) {
  const least = Math.min(...ys);
  const most = Math.max(...ys);
  const step = niceWidth(((most - least) * MOST_BINS) / 4, wholeNumbers);
  const low = least >= 0 && least < 0.4 * most ? 0 : Math.floor(least / step) * step;
  const high = Math.max(low + step, Math.ceil(most / step - 1e-9) * step);
  const across = xs[xs.length - 1] - xs[0] || 1;
  return {
    low,
    high,
    step,
    x: (value) => WIDE.left + ((value - xs[0]) / across) * (WIDE.width - WIDE.left - WIDE.right),
    y: (value) => WIDE.height - WIDE.bottom - ((value - low) / (high - low)) * (WIDE.height - WIDE.top - WIDE.bottom),
  };
}

/** The numbers of the values whose texts have room beside each other; the last one always has. */
function labelled(count) {
  const each = Math.ceil(count / 8);
  return [...Array(count).keys()].filter((i) => (count - 1 - i) % each === 0);
}

function frame(sweep, figure, scale) {
  const parts = [];
  for (let i = 0; scale.low + i * scale.step <= scale.high + 1e-9 * scale.step; ++i) {
    const value = scale.low + i * scale.step;
    const at = scale.y(value);
    const shown = figure.kind === 'metres' ? value / 1000 : value;
    const text = figure.kind === 'share' ? percent(value, false, scale.step < 0.01 ? 1 : 0) : number(shown, 1);
    parts.push(
      svgElement('line', {x1: WIDE.left, x2: WIDE.width - WIDE.right, y1: at, y2: at, class: 'rule'}),
      svgElement('text', {x: WIDE.left - 6, y: at + 4, 'text-anchor': 'end'}, text),
    );
  }
  for (const i of labelled(sweep.points.length)) {
    const x = scale.x(sweep.xs[i]);
    parts.push(svgElement('text', {x, y: WIDE.height - WIDE.bottom + 17, 'text-anchor': 'middle'}, sweep.labels[i]));
  }
  const middle = (WIDE.left + WIDE.width - WIDE.right) / 2;
  parts.push(svgElement('text', {x: middle, y: WIDE.height - 6, 'text-anchor': 'middle'}, sweep.goal));
  return parts;
}

function kneeMark(sweep, scale) {
  if (!sweep.knee) return [];
  const at = scale.x(sweep.xs[sweep.knee.point]);
  const anchor = at > WIDE.width - 60 ? 'end' : at < WIDE.left + 30 ? 'start' : 'middle';
  return [
    svgElement('line', {x1: at, x2: at, y1: WIDE.top - 6, y2: WIDE.height - WIDE.bottom, class: 'mark mean'}),
    svgElement('text', {x: at, y: WIDE.top - 11, 'text-anchor': anchor, class: 'mark-text mean'}, t('sweepKnee')),
  ];
}

function curve(sweep, figure, colour, scale) {
  const known = sweep.points
    .map((point, i) => ({x: scale.x(sweep.xs[i]), value: point[figure.name], label: sweep.labels[i]}))
    .filter(({value}) => value !== null);
  const path = known.map(({x, value}, i) => `${i === 0 ? 'M' : 'L'}${x} ${scale.y(value)}`).join('');
  return [
    svgElement('path', {d: path, fill: 'none', stroke: colour, 'stroke-width': 2}),
    ...known.map(({x, value, label}) =>
      svgElement(
        'circle',
        {cx: x, cy: scale.y(value), r: 3.5, fill: colour},
        svgElement('title', {}, `${label}: ${written(figure, value)}`),
      ),
    ),
  ];
}

function sweepChart(sweep, figures) {
  const values = figures.flatMap((figure) => sweep.points.map((point) => point[figure.name]));
  const scale = scales(
    sweep.xs,
    values.filter((value) => value !== null),
    figures[0].kind === 'number',
  );
  const said = figures.map((figure) => {
    const ends = [sweep.points[0], sweep.points[sweep.points.length - 1]].map((point) => written(figure, point[figure.name]));
    return `${titleOf(figure)}: ${ends.join(' → ')}`;
  });
  const chart = svgElement(
    'svg',
    {viewBox: `0 0 ${WIDE.width} ${WIDE.height}`, role: 'img', class: 'chart', 'aria-label': `${sweep.goal}. ${said.join('; ')}`},
    ...frame(sweep, figures[0], scale),
    ...kneeMark(sweep, scale),
    ...figures.flatMap((figure, i) => curve(sweep, figure, LINES[i % LINES.length], scale)),
  );
  const caption = figures.map((figure, i) => {
    const dot = svgElement('svg', {viewBox: '0 0 10 10', class: 'dot', 'aria-hidden': 'true'},
      svgElement('circle', {cx: 5, cy: 5, r: 4, fill: LINES[i % LINES.length]}));
    return el('span', {class: 'series'}, dot, titleOf(figure));
  });
  return el('figure', {}, el('figcaption', {}, ...caption), chart);
}

function sweepTable(sweep) {
  const isKnee = (i) => sweep.knee !== null && sweep.knee.point === i;
  const classOf = (i) => (isKnee(i) ? 'number knee' : 'number');
  const heads = sweep.labels.map((label, i) =>
    el('th', {scope: 'col', class: classOf(i)}, label, ...(isKnee(i) ? [el('br'), el('span', {class: 'soft'}, t('sweepKnee'))] : [])),
  );
  const row = (figure) => {
    const cells = sweep.points.map((point, i) => el('td', {class: classOf(i)}, written(figure, point[figure.name])));
    return el('tr', {}, el('th', {scope: 'row'}, titleOf(figure)), ...cells);
  };
  return el(
    'div',
    {class: 'scroll'},
    el(
      'table',
      {class: 'plain sweep'},
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, sweep.goal), ...heads)),
      el('tbody', {}, ...sweep.figures.map(row)),
    ),
  );
}

/** The figures that are drawn together; those that are the same for all values are not drawn. */
function chartsOf(sweep) {
  const names = [...new Set(sweep.figures.map((figure) => figure.chart))].filter((name) => name !== '');
  const varies = (figure) => new Set(sweep.points.map((point) => point[figure.name])).size > 1;
  return names.map((name) => sweep.figures.filter((figure) => figure.chart === name)).filter((some) => some.some(varies));
}

function kneeNote(sweep, of) {
  if (sweep.count_only) return t('sweepCountOnly');
  const figure = sweep.figures.find(({name}) => name === of);
  if (!figure) return null;
  if (!sweep.knee) return t('sweepNoKnee', nameOf(figure));
  const at = sweep.labels[sweep.knee.point];
  const rules = {tolerance: 'sweepRuleTolerance', workers: 'sweepRuleWorkers'};
  return t(rules[sweep.sweep] || 'sweepRuleGrids', nameOf(figure), at);
}

function buildSweep() {
  const sweep = readJson('sweep-data');
  setLanguage(document.documentElement.lang.slice(0, 2));
  const isShare = sweep.sweep === 'tolerance';
  sweep.goal = t(`sweep${sweep.sweep[0].toUpperCase()}${sweep.sweep.slice(1)}`);
  sweep.xs = sweep.points.map((point) => Number(point.value));
  sweep.labels = sweep.xs.map((x) => (isShare ? wholePercent(x) : number(x)));
  document.getElementById('subtitle').textContent = t(
    'sweepSubtitle', sweep.goal, number(sweep.points.length), sweep.labels[0], sweep.labels[sweep.labels.length - 1]);
  document.getElementById('main').replaceChildren(
    section('charts', t('sweepCharts'), el('p', {}, kneeNote(sweep, sweep.knee_of)),
      el('div', {class: 'charts'}, ...chartsOf(sweep).map((figures) => sweepChart(sweep, figures)))),
    section('table', t('sweepTable'), sweepTable(sweep)),
  );
  document.getElementById('about').replaceChildren(el('p', {}, t('sweepMade')));
}

buildSweep();
