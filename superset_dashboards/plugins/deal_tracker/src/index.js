// The deal tracker as a Superset chart. Superset 6.1 loads this file at run time and shares React and its own core.
// Every page loads it; the drawing with ECharts, fifty times its size, only the pages that show the chart.

import { registerChart } from '../../shared/plugin.js';

const GOOD_FROM = 60;
const FAIR_FROM = 40;

const select = (name, label, description, choices) => ({
  name, config: { type: 'SelectControl', label, description, choices, default: choices[0][0], clearable: false, renderTrigger: true },
});
const text = (name, label, description, value, isInt = true) => ({
  name, config: { type: 'TextControl', label, description, default: value, isInt, renderTrigger: true },
});

registerChart({
  key: 'rapport-deal-tracker',
  load: async () => (await import(new URL(`deal-tracker-chart.js${new URL(import.meta.url).search}`, import.meta.url))).DealTracker,
  name: 'Deal tracker',
  description: 'Open opportunities by close date and relationship health; size is revenue, colour the stage. Click opens one.',
  category: 'Correlation',
  picture: '<path d="M16 8v80h136" fill="none" stroke="#8A94A3"/><g fill-opacity=".8"><circle cx="42" cy="62" r="9" fill="#0B3D91"/>'
    + '<circle cx="76" cy="38" r="15" fill="#4FA3E3"/><circle cx="112" cy="56" r="7" fill="#D13438"/><circle cx="132" cy="24" r="11" fill="#7B3FA0"/></g>',
  rows: 10000,
  behaviors: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL'],
  controls: [
    select('colour_by', 'Colour', 'What the colour of a bubble says', [['stage', 'Pipeline stage'], ['health', 'Health']]),
    select('x_axis_kind', 'Horizontal axis', 'Close date, or days until then', [['date', 'Close date'], ['days', 'Days until close']]),
    { name: 'unscored_lane', config: { type: 'CheckboxControl', label: 'Lane for deals without score', description: 'Draw them below the scale', default: false, renderTrigger: true } },
    text('good_from', 'Good from', 'Lower edge of the band Good', GOOD_FROM),
    text('fair_from', 'Fair from', 'Lower edge of the band Fair', FAIR_FROM),
    text('currency_code', 'Currency', 'Code of the currency, e.g. EUR', '', false),
  ],
  props: ({ formData, hooks, filterState, emitCrossFilters }) => ({
    colourBy: formData.colourBy === 'health' ? 'health' : 'stage',
    byDays: formData.xAxisKind === 'days',
    withLane: Boolean(formData.unscoredLane),
    goodFrom: Number(formData.goodFrom ?? GOOD_FROM),
    fairFrom: Number(formData.fairFrom ?? FAIR_FROM),
    currency: formData.currencyCode || '',
    selected: (filterState && filterState.selectedValues) || [],
    canFilter: Boolean(emitCrossFilters),
    setDataMask: hooks.setDataMask,
  }),
});
