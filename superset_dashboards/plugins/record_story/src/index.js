// What several rows say: sentences, the course of health, activities by day, benchmarks, a funnel, or how many of each.

import { registerChart } from '../../shared/plugin.js';
import { RecordStory } from './story.js';

/** {selected, toggle(column, value)}: filters the other charts of the page by a value, or lifts that filter. */
function pageFilter(filterState, setDataMask) {
  const selected = (filterState && filterState.selectedValues) || [];
  const toggle = (column, value) => setDataMask(selected.includes(value)
    ? { extraFormData: {}, filterState: { value: null, selectedValues: null } }
    : { extraFormData: { filters: [{ col: column, op: 'IN', val: [value] }] }, filterState: { value: [value], selectedValues: [value], label: value } });
  return { selected, toggle };
}

registerChart({
  key: 'rapport-record-story',
  component: RecordStory,
  name: 'Record story',
  description: 'Sentences about a record, the course of its health, or how it compares with similar won deals.',
  category: 'KPI',
  picture: '<path d="M12 70L44 52 76 60 108 30 148 24" fill="none" stroke="#0B5CAD" stroke-width="5"/><path d="M12 84h136" stroke="#DDE2E9" stroke-width="3"/>',
  rows: 1000,
  controls: [{ name: 'card' }],
  behaviors: ['INTERACTIVE_CHART', 'DRILL_TO_DETAIL'],
  props: ({ formData, hooks, filterState, emitCrossFilters }) => ({
    card: formData.card || { show: 'lines', roles: {} },
    filter: emitCrossFilters ? pageFilter(filterState, hooks.setDataMask) : null,
  }),
});
