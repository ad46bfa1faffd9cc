// The tables of units, grids and findings.

const text = (id, label, value, extra = {}) => ({id, label, value, text: value, ...extra});
const count = (id, label, value, shown = number) => ({
  id,
  label,
  value,
  text: (row) => shown(value(row)),
  numeric: true,
});

const oneDecimal = (value) => decimal(value, 1);

function unitTable(model, choose) {
  const {units, grids} = model;
  const columns = [
    text('name', t('name'), (row) => units[row].name, {button: true}),
    text('code', t('code'), (row) => units[row].code, {whole: true}),
    count('grids', t('grids'), (row) => units[row].last - units[row].first),
    count('households', t('households'), (row) => units[row].households),
  ];
  if (grids.persons) columns.push(count('persons', t('persons'), (row) => units[row].persons));
  if (grids.workload)
    columns.push(
      count(
        'workload',
        t('workload'),
        (row) => units[row].workload,
        (value) => decimal(value, 1),
      ),
    );
  if (grids.walk_km) columns.push(count('round', t('round'), (row) => units[row].walkKm, oneDecimal));
  columns.push(
    count(
      'mean',
      t('meanHh'),
      (row) => units[row].meanHouseholds,
      (value) => decimal(value, 1),
    ),
    count(
      'worst',
      t('worstHh'),
      (row) => units[row].worst,
      (value) => percent(value),
    ),
    count(
      'meandev',
      t('meanDev'),
      (row) => units[row].mean,
      (value) => percent(value),
    ),
  );
  if (model.tolerance !== null)
    columns.push(
      count(
        'within',
        t('withinCount', wholePercent(model.tolerance)),
        (row) => (units[row].general > 0 ? units[row].within / units[row].general : NaN),
        (value) => percent(value, false, 0),
      ),
    );
  columns.push(
    count('area', t('area'), (row) => units[row].area, area),
    count(
      'compact',
      t('compact'),
      (row) => units[row].compact,
      (value) => decimal(value, 2),
    ),
    count('findings', t('findingCount'), (row) => units[row].findings),
  );
  return makeTable({id: 'unit-table', caption: t('units'), columns, count: units.length, choose});
}

function gridTable(model, choose) {
  const {grids, units, unitOf} = model;
  const columns = [
    text('code', t('code'), (row) => grids.code[row], {button: true, whole: true}),
    text('name', t('name'), (row) => grids.name[row]),
    text('unit', t('unit'), (row) => units[unitOf[row]].name),
    text('kind', t('kind'), (row) => (grids.general[row] ? t('general') : t('dedicatedKind')), {whole: true}),
    count('households', t('households'), (row) => grids.households[row]),
    count(
      'dev',
      t('devHh'),
      (row) => (grids.general[row] ? grids.dev_hh[row] : NaN),
      (value) => percent(value, true),
    ),
  ];
  if (grids.persons) columns.push(count('persons', t('persons'), (row) => grids.persons[row]));
  if (grids.workload)
    columns.push(
      count(
        'workload',
        t('workload'),
        (row) => grids.workload[row],
        (value) => decimal(value, 1),
      ),
      count(
        'devwl',
        t('devWl'),
        (row) => (grids.general[row] ? grids.dev_wl[row] : NaN),
        (value) => percent(value, true),
      ),
    );
  if (grids.walk_km)
    columns.push(
      count('service', t('service'), (row) => grids.service_h[row], oneDecimal),
      count('walking', t('walking'), (row) => grids.walk_h[row], oneDecimal),
      count('round', t('round'), (row) => grids.walk_km[row], oneDecimal),
    );
  columns.push(
    count('area', t('area'), (row) => grids.area_m2[row], area),
    count(
      'compact',
      t('compact'),
      (row) => grids.compact[row],
      (value) => decimal(value, 2),
    ),
  );
  return makeTable({id: 'grid-table', caption: t('grids'), columns, count: model.count, choose});
}

/** The table of grids with a field to search in it, and a unit to which it can be limited. */
function makeGridList(model, choose) {
  const table = gridTable(model, choose);
  const {grids, units, unitOf} = model;
  let only = -1;
  const field = el('input', {type: 'search', id: 'grid-search', autocomplete: 'off', oninput: () => apply()});
  const chip = el('button', {type: 'button', class: 'chip', hidden: true, onclick: () => limit(-1)});
  function apply() {
    const wanted = field.value.trim().toLocaleLowerCase();
    const fits = (value) => value.toLocaleLowerCase().includes(wanted);
    if (only < 0 && wanted === '') table.setFilter(null);
    else
      table.setFilter(
        (row) =>
          (only < 0 || unitOf[row] === only) &&
          (wanted === '' || fits(grids.code[row]) || fits(grids.name[row]) || fits(units[unitOf[row]].name)),
      );
  }
  function limit(unit) {
    only = unit;
    chip.hidden = unit < 0;
    if (unit >= 0)
      chip.replaceChildren(t('unitOnly', units[unit].name), ' ✕ ', el('span', {class: 'unseen'}, t('clear')));
    apply();
  }
  const host = el(
    'div',
    {},
    el('p', {class: 'search'}, el('label', {for: 'grid-search'}, t('search')), ' ', field, ' ', chip),
    table.host,
  );
  return {
    ...table,
    host,
    limit,
    clear() {
      field.value = '';
      limit(-1);
    },
  };
}

const MOST_PLACES = 40;

/** For paper: each kind once, with what the first of it says and where the others are. */
function groupedFindings(model) {
  const {kinds, rows} = model.data.findings;
  const groups = kinds.map(([code, found]) => {
    const ours = rows.filter((row) => row[0] === code);
    const places = [...new Set(ours.map(([, , unit, grid]) => grid || unit).filter((place) => place))];
    const shown = places.slice(0, MOST_PLACES);
    if (places.length > shown.length) shown.push(t('morePlaces', number(places.length - shown.length)));
    const title = t('named', titleOfKind(model, code), number(found));
    return el(
      'div',
      {class: 'group'},
      el('h3', {}, shown.length > 0 ? t('atPlaces', title, shown.join(', ')) : title),
      ours.length > 0 ? el('p', {}, ours[0][4]) : null,
    );
  });
  return el('div', {class: 'print-only groups'}, ...groups);
}

function makeFindings(model, open) {
  const {kinds, rows, count: all} = model.data.findings;
  if (all === 0) return {host: null};
  const summary = el(
    'table',
    {class: 'plain'},
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', {scope: 'col'}, t('kindOf')),
        el('th', {scope: 'col'}, t('findingCode')),
        el('th', {scope: 'col'}, t('severity')),
        el('th', {scope: 'col', class: 'number'}, t('findings')),
      ),
    ),
    el(
      'tbody',
      {},
      ...kinds.map(([code, found, severity]) =>
        el(
          'tr',
          {},
          el('th', {scope: 'row'}, titleOfKind(model, code)),
          el('td', {class: 'soft'}, code),
          el('td', {}, el('span', {class: `level ${severity}`}, severityName(severity))),
          el('td', {class: 'number'}, number(found)),
        ),
      ),
    ),
  );
  const columns = [
    text('kind', t('kindOf'), (row) => titleOfKind(model, rows[row][0]), {button: true}),
    text('severity', t('severity'), (row) => severityName(rows[row][1]), {whole: true}),
    text('where', t('place'), (row) => rows[row][3] || rows[row][2], {whole: true}),
    text('message', t('message'), (row) => rows[row][4], {wide: true}),
  ];
  const table = makeTable({id: 'finding-table', caption: t('findings'), columns, count: rows.length, choose: open});
  const note = rows.length < all ? el('p', {class: 'note'}, t('listed', number(rows.length), number(all))) : null;
  const list = el('div', {class: 'screen-only'}, note, table.host);
  return {host: section('findings', t('findings'), el('div', {class: 'scroll'}, summary), list, groupedFindings(model))};
}
