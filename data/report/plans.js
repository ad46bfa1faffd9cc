// The table of plans side by side.

const count3 = (value) => number(value, 3);
const ratio = (value) => decimal(value, 4);
const share = (value) => percent(value, false, 2);
const ofGrids = (value, plan) => t('ofGrids', number(value), number(plan.general_grids));
const ofWishes = (value, plan) => t('ofGrids', number(value), number(plan.wishes));
const ofHouseholds = (value, plan, first) =>
  first.households > 0 ? `${count3(value)} (${share(value / first.households)})` : count3(value);
const kilometres = (value) => t('kilometres', decimal(value / 1000, 3));

/** What is said of each plan: figure, text, how it is written. */
function planRows() {
  return [
    ['grids', t('gridCount'), count3],
    ['households', t('households'), count3],
    ['households_in_no_grid', t('inNoGrid'), count3],
    ['moved', t('movedFromA'), ofHouseholds],
    ['moved_by_code', t('codeChanged'), ofHouseholds],
    ['within_limits', t('limits'), ofGrids],
    ['within_tolerance', t('inTolerance'), ofGrids],
    ['within_workload_tolerance', t('inWorkloadTolerance'), ofGrids],
    ['worst_dev', t('worst'), share],
    ['mean_dev', t('mean'), share],
    ['min', t('fewest'), count3],
    ['max', t('most'), count3],
    ['gini_households', t('giniHh'), ratio],
    ['gini_workload', t('giniWl'), ratio],
    ['border_m', t('innerBorders'), kilometres],
    ['border_on_barrier', t('onBarriers'), share],
    ['compactness', t('compactness'), ratio],
    ['low_compactness', t('lowCompactness'), share],
    ['convexity', t('convexity'), ratio],
    ['low_convexity', t('lowConvexity'), share],
    ['wishes_met', t('wishesMet'), ofWishes],
    ['blocks_cut', t('blocksCut'), count3],
    ['errors', t('errors'), count3],
    ['warnings', t('warnings'), count3],
    ['notes', t('notes'), count3],
  ];
}

function planLetter(index) {
  return (index < 26 ? '' : planLetter(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
}

/** Null where no plans were compared. */
function makePlans(model) {
  const {plans} = model.data;
  if (!plans) return null;
  const name = (plan) => plan.file.split('/').pop();
  const rows = planRows().filter(([figure]) => plans.some((plan) => figure in plan));
  const head = el(
    'tr',
    {},
    el('th', {scope: 'col'}, t('figure')),
    ...plans.map((plan, index) =>
      el(
        'th',
        {scope: 'col', class: 'number', title: plan.file},
        planLetter(index),
        el('br'),
        el('span', {class: 'soft'}, name(plan)),
      ),
    ),
  );
  const cells = ([figure, , write]) =>
    plans.map((plan) => el('td', {class: 'number'}, figure in plan ? write(plan[figure], plan, plans[0]) : '–'));
  const body = rows.map((row) => el('tr', {}, el('th', {scope: 'row'}, row[1]), ...cells(row)));
  return section(
    'plans',
    t('plans'),
    el('div', {class: 'scroll'}, el('table', {class: 'plain'}, el('thead', {}, head), el('tbody', {}, ...body))),
    el('p', {class: 'note'}, t('plansNote')),
  );
}
