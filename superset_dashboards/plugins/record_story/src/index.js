// What several rows say about one record: sentences, the course of its health, or its benchmarks.

import { registerChart } from '../../shared/plugin.js';
import { RecordStory } from './story.js';

registerChart({
  key: 'rapport-record-story',
  component: RecordStory,
  name: 'Record story',
  description: 'Sentences about a record, the course of its health, or how it compares with similar won deals.',
  category: 'KPI',
  picture: '<path d="M12 70L44 52 76 60 108 30 148 24" fill="none" stroke="#0B5CAD" stroke-width="5"/><path d="M12 84h136" stroke="#DDE2E9" stroke-width="3"/>',
  rows: 1000,
  controls: [{ name: 'card' }],
  props: ({ formData, datasource }) => ({
    card: formData.card || { show: 'lines', roles: {} },
    labels: (datasource && datasource.verboseMap) || {},
  }),
});
