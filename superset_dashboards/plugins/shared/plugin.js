// Registers a chart that asks for plain rows (parameter `all_columns`) or for metrics of all rows (`metrics`), and draws
// the answer with a React component.

const React = window['__superset__/react'];
const { ChartMetadata, ChartPlugin, buildQueryContext } = window['__superset__/@superset-ui/core'];

/** Sort order of the rows: `order_by_cols` holds JSON texts such as '["happened_at", false]'. */
export const orders = formData => (formData.order_by_cols || formData.orderByCols || []).map(item => JSON.parse(item));

/** The chart, as wide as the place it got: on a phone charts stand below each other, which Superset does not know. */
function fitted(Chart) {
  return props => {
    const place = React.useRef(null);
    const [width, setWidth] = React.useState(null);
    React.useLayoutEffect(() => {
      setWidth(place.current.clientWidth); // before anything is painted: drawn once, at the right width
      const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
      watch.observe(place.current);
      return () => watch.disconnect();
    }, []);
    return React.createElement('div', { ref: place, style: { width: '100%' } },
      width !== null && React.createElement(Chart, { ...props, width: width || props.width }));
  };
}

const hidden = ({ name }) => [{ name, config: { type: 'HiddenControl', default: undefined, hidden: true } }];

/**
 * chart: {key, component or load() -> component, name, description, category, picture (SVG), rows (default limit), controls, behaviors,
 * props(chartProps) -> more props}. Controls of a `config` are shown, others are kept through an edit unseen.
 */
export function registerChart(chart) {
  const limit = formData => Number(formData.row_limit ?? formData.rowLimit) || chart.rows;
  const buildQuery = formData => buildQueryContext(formData, base => [{
    ...base,
    columns: [...(formData.all_columns || []), ...(formData.groupby || [])],
    metrics: formData.metrics,
    is_timeseries: false,
    orderby: orders(formData),
    row_limit: limit(formData),
  }]);
  const transformProps = chartProps => ({
    width: chartProps.width,
    height: chartProps.height,
    rows: chartProps.queriesData[0].data || [],
    rowLimit: limit(chartProps.formData),
    ...chart.props(chartProps),
  });
  const shown = chart.controls.filter(control => control.config).map(control => [control]);
  const kept = [{ name: 'all_columns' }, { name: 'metrics' }, { name: 'groupby' }, { name: 'order_by_cols' }, ...chart.controls.filter(control => !control.config)];
  const controlPanel = {
    controlPanelSections: [
      { label: 'Query', expanded: true, controlSetRows: [['adhoc_filters'], ['row_limit'], ...kept.map(hidden)] },
      ...(shown.length ? [{ label: chart.name, expanded: true, controlSetRows: shown }] : []),
    ],
  };
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 100"><rect width="160" height="100" fill="#fff"/>'
    + `${chart.picture}</svg>`;
  const metadata = new ChartMetadata({
    name: chart.name,
    description: chart.description,
    category: chart.category,
    tags: ['Sales'],
    thumbnail: `data:image/svg+xml,${encodeURIComponent(picture)}`,
    behaviors: chart.behaviors || ['DRILL_TO_DETAIL'],
    enableNoResults: false, // our charts say themselves why they are empty
  });
  const loadChart = async () => fitted(chart.load ? await chart.load() : chart.component);
  class Plugin extends ChartPlugin {
    constructor() {
      super({ buildQuery, controlPanel, transformProps, loadChart, metadata });
    }
  }
  new Plugin().configure({ key: chart.key }).register();
  window.dispatchEvent(new CustomEvent('rapport-chart', { detail: chart.key })); // early.js waits for it
}
