// A table of many rows: sorted over all of them by the buttons in its heads, filtered, and shown a page at a time.

const PAGE_SIZES = [25, 50, 100, 250];
const MOST_PRINTED = 3000;

/** `columns`: {id, label, text(row), value(row), numeric, button}; `value` is what sorts. A column with `button` has a
 * button that calls `choose(row)`, as a click on the row does. Rows are numbers from 0 to `count` - 1. */
function makeTable({id, caption, columns, count, choose, matches}) {
  let order = Uint32Array.from({length: count}, (none, row) => row);
  let shown = order;
  let sorted = null; // {column, descending}
  let page = 0;
  let pageSize = 50;
  let chosen = -1;
  let filter = null;

  const heads = columns.map((column) => {
    const arrow = el('span', {class: 'arrow', 'aria-hidden': 'true'});
    const button = el('button', {type: 'button', onclick: () => sortBy(column)}, column.label, arrow);
    return el(
      'th',
      {scope: 'col', class: column.numeric ? 'number' : null, 'aria-sort': 'none', 'data-column': column.id},
      button,
    );
  });
  const body = el('tbody');
  const status = el('p', {class: 'status', role: 'status'});
  const printNote = el('p', {class: 'print-only'});
  const table = el(
    'table',
    {id},
    el('caption', {}, caption, el('span', {class: 'unseen'}, ` ${t('sortHint')}`)),
    el('thead', {}, el('tr', {}, ...heads)),
    body,
  );
  const turn = (label, target) => el('button', {type: 'button', onclick: () => show(target())}, label);
  const pages = () => Math.max(1, Math.ceil(shown.length / pageSize));
  const turners = [
    turn(t('first'), () => 0),
    turn(t('previous'), () => page - 1),
    turn(t('next'), () => page + 1),
    turn(t('last'), () => pages() - 1),
  ];
  const size = el(
    'select',
    {
      onchange: () => {
        pageSize = Number(size.value);
        show(0);
      },
    },
    ...PAGE_SIZES.map((rows) => el('option', {value: rows, selected: rows === pageSize}, String(rows))),
  );
  const pager = el('div', {class: 'pager'}, ...turners, el('label', {}, t('pageSize'), ' ', size));
  const host = el(
    'div',
    {class: 'table'},
    status,
    el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption}, table),
    pager,
    printNote,
  );

  function rowElement(row) {
    const cells = columns.map((column, i) => {
      const content = column.button
        ? el(
            'button',
            {
              type: 'button',
              class: 'link',
              title: t('onMap', column.text(row)),
              onclick: (event) => {
                event.stopPropagation();
                choose(row);
              },
            },
            column.text(row),
          )
        : column.text(row);
      const style = {
        class: column.numeric
          ? 'number'
          : column.whole && column.text(row).length <= 24
            ? 'whole'
            : column.wide
              ? 'wide'
              : 'text',
      };
      return i === 0 ? el('th', {scope: 'row', ...style}, content) : el('td', style, content);
    });
    return el(
      'tr',
      {'data-row': row, 'aria-current': row === chosen ? 'true' : null, onclick: () => choose(row)},
      ...cells,
    );
  }
  function fill(from, to) {
    body.replaceChildren(...Array.from(shown.subarray(from, to), rowElement));
  }
  function show(target) {
    page = Math.max(0, Math.min(pages() - 1, target));
    const from = page * pageSize;
    const to = Math.min(shown.length, from + pageSize);
    fill(from, to);
    status.textContent =
      shown.length === 0 ? t('noRows') : t('rows', number(from + 1), number(to), number(shown.length));
    turners.forEach((button, i) => {
      button.disabled = i < 2 ? page === 0 : page === pages() - 1;
    });
    pager.hidden = shown.length <= PAGE_SIZES[0];
  }
  function applyFilter() {
    shown = filter === null ? order : order.filter(filter);
  }
  function sortBy(column) {
    const descending = sorted !== null && sorted.column === column && !sorted.descending;
    sorted = {column, descending};
    order = sortedRows(count, column, descending);
    heads.forEach((head, i) => {
      const isThis = columns[i] === column;
      head.setAttribute('aria-sort', isThis ? (descending ? 'descending' : 'ascending') : 'none');
    });
    applyFilter();
    show(0);
  }
  show(0);
  return {
    host,
    table,
    sortBy,
    /** Shows only the rows that pass; null: all. */
    setFilter(passes) {
      filter = passes;
      applyFilter();
      show(0);
    },
    search: (text) => matches(text),
    /** Marks a row and turns to its page; -1: none. */
    choose(row) {
      chosen = row;
      const place = row < 0 ? -1 : shown.indexOf(row);
      show(place < 0 ? page : Math.floor(place / pageSize));
    },
    count: () => shown.length,
    /** All rows, for print. */
    unfold() {
      fill(0, Math.min(shown.length, MOST_PRINTED));
      printNote.textContent =
        shown.length > MOST_PRINTED ? t('printed', number(MOST_PRINTED), number(shown.length)) : '';
    },
    fold: () => show(page),
  };
}

/** The rows by a column; equal ones stay in the order of the layer, and rows without a value come last. */
function sortedRows(count, column, descending) {
  const rows = Uint32Array.from({length: count}, (none, row) => row);
  const values = Array.from(rows, column.value);
  const isMissing = (value) => value === null || value === undefined || Number.isNaN(value);
  let compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  if (!column.numeric && count <= 20000) compare = new Intl.Collator(words.locale, {numeric: true}).compare;
  const sign = descending ? -1 : 1;
  return rows.sort((a, b) => {
    const [missingA, missingB] = [isMissing(values[a]), isMissing(values[b])];
    if (missingA || missingB) return missingA - missingB || a - b;
    return sign * compare(values[a], values[b]) || a - b;
  });
}
