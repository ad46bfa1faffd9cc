// Beside the map: what it is coloured by, what it shows, the legend, and the chosen grid.

function makeLegend(mode) {
  const entries = mode.legend.map(([colour, text]) => {
    const swatch = el('span', {class: 'swatch', 'aria-hidden': 'true'});
    swatch.style.backgroundColor = colour;
    return el('li', {}, swatch, text);
  });
  if (mode.ends) {
    const note = (end) => el('span', {class: 'soft'}, end);
    entries[0].append(note(mode.ends[0]));
    entries[PALETTE.deviation.length - 1].append(note(mode.ends[1]));
  }
  if (entries.length === 0) return el('div', {class: 'legend'});
  return el('div', {class: 'legend'}, el('h3', {}, t('named', t('legend'), mode.label)), el('ul', {}, ...entries));
}

/** The choices of the reader. `changed()` is called after each. */
function makeChoices(plan, changed) {
  const legend = el('div');
  const showLegend = () => legend.replaceChildren(makeLegend(plan.mode));
  const modes = el(
    'fieldset',
    {},
    el('legend', {}, t('colourBy')),
    ...plan.modes.map((mode) =>
      el(
        'label',
        {},
        el('input', {
          type: 'radio',
          name: 'mode',
          value: mode.id,
          checked: mode === plan.mode,
          onchange: () => {
            plan.mode = mode;
            showLegend();
            changed();
          },
        }),
        mode.label,
      ),
    ),
  );
  const parts = Object.keys(plan.has).filter((part) => plan.has[part]);
  const shows = el(
    'fieldset',
    {},
    el('legend', {}, t('show')),
    ...parts.map((part) => {
      const box = el('input', {
        type: 'checkbox',
        name: part,
        checked: plan.show[part],
        onchange: () => {
          plan.show[part] = box.checked;
          changed();
        },
      });
      return el('label', {}, box, t(part));
    }),
  );
  showLegend();
  return el('div', {class: 'choices'}, modes, shows, legend);
}

/** What is known of a grid; -1: none is chosen. */
function describeGrid(model, grid) {
  if (grid < 0) return [el('p', {class: 'note'}, t('nothingSelected'))];
  const {grids, lineage} = model;
  const unit = model.units[model.unitOf[grid]];
  const rows = [
    [t('code'), grids.code[grid]],
    [t('unit'), unit.name === unit.code ? unit.name : `${unit.name} (${unit.code})`],
    [t('kind'), grids.general[grid] ? t('general') : t('dedicatedKind')],
    [t('households'), number(grids.households[grid])],
  ];
  if (grids.persons) rows.push([t('persons'), number(grids.persons[grid])]);
  if (grids.general[grid]) rows.push([t('devHh'), percent(grids.dev_hh[grid], true)]);
  if (grids.workload) rows.push([t('workload'), number(grids.workload[grid], 1)]);
  if (grids.workload && grids.general[grid]) rows.push([t('devWl'), percent(grids.dev_wl[grid], true)]);
  if (grids.walk_km) {
    rows.push([t('service'), number(grids.service_h[grid], 1)], [t('walking'), number(grids.walk_h[grid], 1)]);
    rows.push([t('round'), number(grids.walk_km[grid], 1)]);
  }
  rows.push([t('area'), area(grids.area_m2[grid])], [t('compact'), decimal(grids.compact[grid], 2)]);
  if (lineage) {
    for (const [to, code, households] of lineage.rows) {
      if (to === grid) rows.push([t('cameFrom'), t('named', code || t('newlyIn'), number(households))]);
    }
  }
  return [
    el('p', {class: 'chosen-name'}, grids.name[grid]),
    el('dl', {class: 'details'}, ...rows.flatMap(([label, value]) => [el('dt', {}, label), el('dd', {}, value)])),
  ];
}
