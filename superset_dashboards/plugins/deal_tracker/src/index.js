// The deal tracker as a Superset chart. Superset 6.1 loads this file at run time and shares React and its own core.

import { DealTracker } from './chart.js';
import { COLUMNS } from './data.js';

const { ChartMetadata, ChartPlugin, buildQueryContext } = window['__superset__/@superset-ui/core'];
const DEFAULTS = { rowLimit: 10000, goodFrom: 60, fairFrom: 40 };

const THUMBNAIL = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100">'
  + '<rect width="160" height="100" fill="#fff"/><path d="M16 8v80h136" fill="none" stroke="#8A94A3"/>'
  + '<g fill-opacity=".8"><circle cx="42" cy="62" r="9" fill="#0B3D91"/><circle cx="76" cy="38" r="15" fill="#4FA3E3"/>'
  + '<circle cx="112" cy="56" r="7" fill="#D13438"/><circle cx="132" cy="24" r="11" fill="#7B3FA0"/></g></svg>')}`;

const buildQuery = formData => buildQueryContext(formData, base => [{
  ...base,
  columns: formData.all_columns || COLUMNS,
  metrics: undefined,
  is_timeseries: false,
  orderby: [['estimated_revenue', false]],
  row_limit: Number(formData.row_limit) || DEFAULTS.rowLimit,
}]);

function transformProps({ width, height, formData, queriesData, hooks, filterState, emitCrossFilters }) {
  return {
    width,
    height,
    rows: queriesData[0].data || [],
    colourBy: formData.colourBy === 'health' ? 'health' : 'stage',
    byDays: formData.xAxisKind === 'days',
    goodFrom: Number(formData.goodFrom ?? DEFAULTS.goodFrom),
    fairFrom: Number(formData.fairFrom ?? DEFAULTS.fairFrom),
    rowLimit: Number(formData.rowLimit) || DEFAULTS.rowLimit,
    selected: (filterState && filterState.selectedValues) || [],
    canFilter: Boolean(emitCrossFilters),
    setDataMask: hooks.setDataMask,
  };
}

const select = (name, label, description, choices) => ({
  name, config: { type: 'SelectControl', label, description, choices, default: choices[0][0], clearable: false, renderTrigger: true },
});
const number = (name, label, description, value) => ({
  name, config: { type: 'TextControl', label, description, default: value, isInt: true, renderTrigger: true },
});

const controlPanel = {
  controlPanelSections: [
    { label: 'Query', expanded: true, controlSetRows: [['adhoc_filters'], ['row_limit']] },
    {
      label: 'Bubbles',
      expanded: true,
      controlSetRows: [
        [select('colour_by', 'Colour', 'What the colour of a bubble says', [['stage', 'Pipeline stage'], ['health', 'Health']])],
        [select('x_axis_kind', 'Horizontal axis', 'Close date, or days until then', [['date', 'Close date'], ['days', 'Days until close']])],
        [number('good_from', 'Good from', 'Lower edge of the band Good', DEFAULTS.goodFrom),
          number('fair_from', 'Fair from', 'Lower edge of the band Fair', DEFAULTS.fairFrom)],
      ],
    },
  ],
};

class DealTrackerPlugin extends ChartPlugin {
  constructor() {
    super({
      buildQuery,
      controlPanel,
      transformProps,
      loadChart: () => Promise.resolve(DealTracker),
      metadata: new ChartMetadata({
        name: 'Deal tracker',
        description: 'Open opportunities by close date and relationship health; size is revenue, colour the stage. Click opens one.',
        category: 'Correlation',
        tags: ['ECharts', 'Sales'],
        thumbnail: THUMBNAIL,
        behaviors: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL'],
      }),
    });
  }
}

new DealTrackerPlugin().configure({ key: 'rapport-deal-tracker' }).register();
