// The card of one record as a Superset chart; what it shows stands in the chart's parameter `card`.

import { registerChart } from '../../shared/plugin.js';
import { RecordCard } from './card.js';

registerChart({
  key: 'rapport-record-card',
  component: RecordCard,
  name: 'Record card',
  description: 'One record: its name with facts, groups of key figures, points that add up to its score, or metrics as tiles.',
  category: 'KPI',
  picture: '<path d="M12 12h90v12H12z" fill="#0B5CAD"/><g fill="#DDE2E9"><path d="M12 36h60v7H12zM12 52h110v7H12zM12 68h84v7H12z"/></g>',
  rows: 2,
  controls: [{ name: 'card' }],
  props: ({ formData, datasource }) => ({
    card: formData.card || { groups: [] },
    labels: (datasource && datasource.verboseMap) || {},
  }),
});
