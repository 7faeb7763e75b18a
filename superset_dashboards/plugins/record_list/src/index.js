// The list of records as a Superset chart: links, dots and arrows on the screen, plain values in every export.

import { orders, registerChart } from '../../shared/plugin.js';
import { RecordList } from './list.js';

function props({ formData, datasource }) {
  const columns = formData.listColumns || (formData.allColumns || []).map(column => ({ column }));
  const [first] = orders(formData);
  const sorted = first && columns.find(column => column.column === first[0]);
  return {
    columns,
    labels: (datasource && datasource.verboseMap) || {},
    pageSize: Number(formData.pageLength) || 50,
    firstSort: sorted ? { column: sorted.column, kind: sorted.kind, descending: !first[1] } : null,
    empty: formData.empty,
    search: formData.includeSearch !== false,
  };
}

registerChart({
  key: 'rapport-record-list',
  component: RecordList,
  name: 'Record list',
  description: 'Rows with links, health dots and trend arrows; sorts by every column, searches, exports plain values.',
  category: 'Table',
  picture: '<g fill="#DDE2E9"><path d="M12 14h136v10H12zM28 34h120v6H28zM28 52h120v6H28zM28 70h120v6H28z"/></g>'
    + '<circle cx="18" cy="37" r="5" fill="#2E8B57"/><circle cx="18" cy="55" r="5" fill="#D9920A"/><circle cx="18" cy="73" r="5" fill="#C62F36"/>',
  rows: 5000,
  controls: [
    { name: 'list_columns' },
    { name: 'include_search' },
    { name: 'empty' },
    { name: 'page_length', config: { type: 'TextControl', label: 'Rows per page', default: 50, isInt: true, renderTrigger: true } },
  ],
  props,
});
