// Puts the page together.

function buildPage() {
  const data = readJson('tables-data');
  setLanguage(data.language);
  if (data.grids.walk_km) speakOfHours();
  Object.assign(PALETTE, data.palette);
  chooseAreaUnit(data.grids.area_m2);
  const model = makeModel(data);
  const plan = makePlan(model, readJson('map-data'));
  const page = {};

  const details = el(
    'div',
    {class: 'chosen', 'aria-live': 'polite'},
    el('h3', {}, t('selected')),
    ...describeGrid(model, -1),
  );
  const host = el('div', {id: 'map', role: 'application', 'aria-label': t('mapHelp'), tabindex: '0'});
  const printed = el('canvas', {class: 'print-map', role: 'img', 'aria-label': t('map')});
  const printedLegend = el('div', {class: 'print-only'});

  const showMap = () => host.scrollIntoView({block: 'nearest'});
  /** Chooses a grid, everywhere; -1: none. */
  function select(grid, move) {
    details.replaceChildren(el('h3', {}, t('selected')), ...describeGrid(model, grid));
    page.map.choose(grid, move);
    page.grids.choose(grid);
    if (move) showMap();
  }
  const units = unitTable(model, (unit) => {
    page.map.showUnit(unit);
    page.grids.limit(unit);
    units.choose(unit);
    showMap();
  });
  page.grids = makeGridList(model, (grid) => select(grid, true));
  const findings = makeFindings(model, (row) => {
    page.map.openFinding(row, true);
    showMap();
  });
  const wholeButton = el(
    'button',
    {
      type: 'button',
      onclick: () => {
        page.map.whole();
        page.grids.clear();
        units.choose(-1);
        select(-1, false);
      },
    },
    t('whole'),
  );
  const choices = makeChoices(plan, () => page.map.repaint());

  const sections = [
    section(
      'map-part',
      t('map'),
      el(
        'div',
        {class: 'map-and-panel'},
        el(
          'div',
          {class: 'map-frame'},
          host,
          el('div', {class: 'map-foot'}, wholeButton, el('span', {class: 'note'}, t('mapHint'))),
        ),
        el('div', {class: 'panel'}, details, choices),
      ),
      printed,
      printedLegend,
      el('p', {class: 'note'}, notesOf(plan).join(' ')),
    ),
    makeSummary(model),
    makeChanges(model),
    makePlans(model),
    model.general.length > 0
      ? section('charts', t('charts'), el('div', {class: 'charts'}, ...makeCharts(model, plan.modes)))
      : null,
    findings.host,
    section('tables', t('units'), units.host),
    section('grid-list', t('grids'), page.grids.host),
    makeRun(model),
  ].filter((part) => part !== null);
  const heads = sections.filter((part) => part.id !== 'summary' && part.id !== 'run');
  const contents = document.getElementById('contents');
  contents.setAttribute('aria-label', t('contents'));
  contents.append(...heads.map((part) => el('a', {href: `#${part.id}`}, part.querySelector('h2').textContent)));
  document.getElementById('tables-data').remove();
  document.getElementById('map-data').remove();
  document.getElementById('subtitle').textContent = t(
    'subtitle',
    number(model.units.length),
    number(model.count),
    number(statistics(model.grids.households).sum),
  );
  document.getElementById('keys').replaceChildren(makeKeys(model));
  document.getElementById('main').replaceChildren(...sections);
  document.getElementById('about').replaceChildren(el('p', {}, t('made')));

  page.map = makeMap(host, plan, {select: (grid) => select(grid, false)});
  prepareForPrint(
    plan,
    printed,
    printedLegend,
    [units, page.grids],
    page.map.inView,
  );
  // For scripts that measure or test the page.
  window.gridReport = {model, plan, map: page.map.map, tiles: page.map.tiles, select};
}

buildPage();
