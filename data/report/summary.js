// The figures at the head of the page, and what changed since the grids before.

function figure(label, value, note) {
  return el(
    'div',
    {class: 'figure'},
    el('dt', {}, label),
    el('dd', {}, el('strong', {}, value), note ? el('span', {}, note) : null),
  );
}

/** The four figures that one asks for first. */
function makeKeys(model) {
  const {dev, data} = model;
  const keys = [[t('gridCount'), number(model.count)]];
  if (model.tolerance !== null && dev.count > 0)
    keys.push([t('within', wholePercent(model.tolerance)), percent(dev.within / dev.count)]);
  else if (dev.count > 0) keys.push([t('mean'), percent(dev.mean)]);
  if (dev.count > 0) keys.push([t('worst'), percent(dev.worst)]);
  keys.push([t('findings'), data.findings.count > 0 ? number(data.findings.count) : t('noFindings')]);
  return el(
    'ul',
    {class: 'keys'},
    ...keys.map(([label, value]) => el('li', {}, el('strong', {}, value), ' ', el('span', {}, label))),
  );
}

function makeSummary(model) {
  const {grids, data} = model;
  const households = statistics(grids.households);
  const general = statistics(model.general);
  const {dev, devWorkload} = model;
  const dedicated = model.count - model.general.length;
  const figures = [
    figure(t('unitCount'), number(model.units.length)),
    figure(t('gridCount'), number(model.count), dedicated > 0 ? t('dedicated', number(dedicated)) : null),
    figure(t('households'), number(households.sum)),
    grids.persons
      ? figure(t('persons'), number(statistics(grids.persons.filter((value) => value !== null)).sum))
      : null,
    grids.workload ? figure(t('workload'), number(statistics(grids.workload).sum, 1)) : null,
    grids.walk_km
      ? figure(
          t('rounds'),
          t('kilometres', number(statistics(grids.walk_km.filter((km) => km !== null)).sum, 1)),
          t('roundsNote'),
        )
      : null,
  ];
  if (general.count > 0) {
    figures.push(
      figure(t('perGrid'), decimal(general.mean, 1), t('range', number(general.least), number(general.most))),
      figure(t('worst'), percent(dev.worst), t('ofHouseholds')),
      figure(t('mean'), percent(dev.mean), t('ofHouseholds')),
    );
    if (model.tolerance !== null)
      figures.push(
        figure(
          t('within', wholePercent(model.tolerance)),
          percent(dev.within / dev.count),
          t('withinNote', number(dev.within), number(dev.count)),
        ),
      );
    if (model.least !== null && model.most !== null) {
      const fit = model.general.filter((value) => value >= model.least && value <= model.most).length;
      figures.push(
        figure(
          t('limits'),
          percent(fit / general.count),
          t('limitsNote', number(fit), number(general.count), number(model.least), number(model.most)),
        ),
      );
    }
    if (devWorkload)
      figures.push(
        figure(t('worst'), percent(devWorkload.worst), t('ofWorkload')),
        figure(t('mean'), percent(devWorkload.mean), t('ofWorkload')),
      );
  }
  figures.push(
    figure(t('compactness'), decimal(statistics(grids.compact).mean, 2), t('compactNote')),
    figure(
      t('findings'),
      data.findings.count > 0 ? number(data.findings.count) : t('noFindings'),
      data.findings.count > 0 ? t('findingsNote', number(data.findings.kinds.length)) : null,
    ),
  );
  return section('summary', t('summary'), el('dl', {class: 'figures'}, ...figures.filter((one) => one !== null)));
}

function comparison(model) {
  const {previous} = model;
  const tolerance = model.tolerance || 0;
  const before = deviations(previous.dev_hh, tolerance);
  const then = statistics(previous.households);
  const now = statistics(model.general);
  const points = (value) =>
    Number.isFinite(value)
      ? t(
          'points',
          formatted(100 * value, {signDisplay: 'exceptZero', maximumFractionDigits: 1, minimumFractionDigits: 1}),
        )
      : '–';
  const rows = [
    [
      t('gridCount'),
      number(previous.grids),
      number(model.count),
      formatted(model.count - previous.grids, {signDisplay: 'exceptZero'}),
    ],
    [
      t('perGrid'),
      decimal(then.mean, 1),
      decimal(now.mean, 1),
      formatted(now.mean - then.mean, {signDisplay: 'exceptZero', maximumFractionDigits: 1, minimumFractionDigits: 1}),
    ],
    [t('worst'), percent(before.worst), percent(model.dev.worst), points(model.dev.worst - before.worst)],
    [t('mean'), percent(before.mean), percent(model.dev.mean), points(model.dev.mean - before.mean)],
  ];
  if (model.tolerance !== null) {
    const [a, b] = [before.within / before.count, model.dev.within / model.dev.count];
    rows.push([t('within', wholePercent(tolerance)), percent(a), percent(b), points(b - a)]);
  }
  const heads = [t('figure'), t('before'), t('now'), t('change')];
  const table = el(
    'table',
    {class: 'plain'},
    el(
      'thead',
      {},
      el('tr', {}, ...heads.map((head, i) => el('th', {scope: 'col', class: i > 0 ? 'number' : null}, head))),
    ),
    el(
      'tbody',
      {},
      ...rows.map(([label, ...cells]) =>
        el('tr', {}, el('th', {scope: 'row'}, label), ...cells.map((cell) => el('td', {class: 'number'}, cell))),
      ),
    ),
  );
  return el('div', {}, el('div', {class: 'scroll'}, table), el('p', {class: 'note'}, t('countedThen')));
}

/** Null where nothing is known of the grids before. */
function makeChanges(model) {
  const {lineage, previous} = model;
  if (!lineage && !previous) return null;
  const share = (households) => (lineage.all > 0 ? percent(households / lineage.all) : null);
  return section(
    'changes',
    t('changes'),
    lineage
      ? el(
          'dl',
          {class: 'figures'},
          figure(t('movedHh'), number(lineage.moved), share(lineage.moved)),
          figure(t('newHh'), number(lineage.new), share(lineage.new)),
        )
      : null,
    previous && previous.households.length > 0 && model.general.length > 0 ? comparison(model) : null,
  );
}

function makeRun(model) {
  if (model.run.length === 0) return null;
  return section(
    'run',
    t('run'),
    el(
      'details',
      {},
      el('summary', {}, t('run')),
      el(
        'table',
        {class: 'plain'},
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, t('key')), el('th', {scope: 'col'}, t('value')))),
        el(
          'tbody',
          {},
          ...model.run.map(([key, value]) => el('tr', {}, el('th', {scope: 'row'}, key), el('td', {}, value))),
        ),
      ),
    ),
  );
}
