// The list: search, sort by any column, pages; a count says what is shown of how many.

import { language } from '../../shared/language.js';
import { cell, isNumber, searchText, sortValue } from '../../shared/cells.js';

const React = window['__superset__/react'];
const h = React.createElement;

const EN = {
  search: 'Search', rows: (n, all) => (n === all ? `${all} ${all === '1' ? 'row' : 'rows'}` : `${n} of ${all} rows`), none: 'Nothing matches.',
  empty: 'No rows for these filters.', previous: 'Previous page', next: 'Next page', page: (n, of) => `Page ${n} of ${of}`,
  limit: n => `only the first ${n} were read`,
};
const PT = {
  search: 'Pesquisar', rows: (n, all) => (n === all ? `${all} ${all === '1' ? 'linha' : 'linhas'}` : `${n} de ${all} linhas`),
  none: 'Nada corresponde.', empty: 'Nenhuma linha para estes filtros.', previous: 'Página anterior',
  next: 'Próxima página', page: (n, of) => `Página ${n} de ${of}`, limit: n => `somente as primeiras ${n} foram lidas`,
};
const INK = '#1B2733';
// One rule for all cells: a style of its own for each of a thousand takes the browser ten times as long.
document.head.append(Object.assign(document.createElement('style'), {
  textContent: '.rapport-list { width: 100%; border-collapse: separate; border-spacing: 0 }'
    + `.rapport-list td { padding: 6px 8px; border-bottom: 1px solid #E8ECF1; font-size: 13px; color: ${INK}; vertical-align: top;`
    + ' text-align: left; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: break-word }'
    + '.rapport-list td.rapport-wraps { white-space: normal } .rapport-list td.rapport-right { text-align: right }',
}));

function compare(a, b, { column, by, kind, descending }) {
  const [x, y] = by ? [a[by], b[by]] : [sortValue(a[column], kind), sortValue(b[column], kind)];
  if (x === null || y === null) return (x === null) - (y === null); // rows without a value stay at the end
  const order = typeof x === 'string' ? x.localeCompare(y) : x - y;
  return descending ? -order : order;
}

/** Where the numbers of a column are right-aligned it stands left of the label, so that they stand below its end. */
function arrow(sorted, sort) {
  return h('span', { style: { margin: '0 4px', color: sorted ? '#0B5CAD' : 'transparent' }, 'aria-hidden': true }, sorted && !sort.descending ? '↑' : '↓');
}

/** On a phone two columns can be seen: what the row is, and how healthy. */
function inOrder(columns, narrow) {
  const name = columns.findIndex(c => c.kind === 'link') + 1;
  const others = columns.slice(name);
  return narrow ? [...columns.slice(0, name), ...others.filter(c => c.kind === 'score'), ...others.filter(c => c.kind !== 'score')] : columns;
}

function Head({ columns, labels, sort, setSort }) {
  return h('thead', null, h('tr', null, columns.map(column => {
    const sorted = sort && sort.column === column.column;
    const right = isNumber(column);
    const turn = () => setSort({
      column: column.column, by: column.sort, kind: column.kind,
      descending: sorted ? !sort.descending : right || column.kind === 'score' || column.kind === 'date' || column.kind === 'dateTime',
    });
    return h('th', {
      key: column.column, scope: 'col', 'aria-sort': sorted ? (sort.descending ? 'descending' : 'ascending') : 'none',
      style: { position: 'sticky', top: 0, background: '#F6F8FA', borderBottom: '1px solid #DDE2E9', zIndex: 1,
        padding: 0, verticalAlign: 'bottom', textAlign: right ? 'right' : 'left', minWidth: column.width || 64 },
    }, h('button', {
      type: 'button', onClick: turn,
      style: { all: 'unset', cursor: 'pointer', padding: '7px 8px', fontSize: 12, fontWeight: 600, lineHeight: 1.25, color: '#3D4756' },
    }, right && arrow(sorted, sort), (column.label || labels[column.column] || column.column).replace(/-/g, '\u2011'), !right && arrow(sorted, sort)));
  })));
}

function Pager({ page, pages, setPage, words }) {
  const button = (label, sign, to) => h('button', {
    type: 'button', 'aria-label': label, disabled: to < 0 || to >= pages, onClick: () => setPage(to),
    style: { border: '1px solid #DDE2E9', background: '#fff', borderRadius: 6, padding: '1px 9px', cursor: 'pointer', opacity: to < 0 || to >= pages ? 0.4 : 1 },
  }, sign);
  return h('span', { style: { display: 'inline-flex', gap: 6, alignItems: 'center' } },
    button(words.previous, '‹', page - 1), words.page(page + 1, pages), button(words.next, '›', page + 1));
}

/** Shows `rows` in `columns` ([{column, kind, link, colour, currency, label, width}]); props from index.js. */
export function RecordList({ width, height, rows, columns: wanted, labels, pageSize, rowLimit, firstSort, search, empty }) {
  const lang = React.useMemo(() => language(), []);
  const words = lang.isPortuguese ? PT : EN;
  // Without a CRM to link to, its column says nothing.
  const narrow = width < 560;
  const columns = React.useMemo(() => inOrder(wanted, narrow).filter(c => c.kind !== 'away' || rows.some(row => row[c.column])), [wanted, narrow, rows]);
  const [asked, setAsked] = React.useState('');
  const [sort, setSort] = React.useState(firstSort);
  const [page, setPage] = React.useState(0);
  React.useEffect(() => setPage(0), [rows, asked, sort]);
  const found = React.useMemo(() => {
    const wanted = asked.trim().toLowerCase();
    const kept = wanted ? rows.filter(row => columns.some(c => searchText(row, c, lang).includes(wanted))) : rows;
    return sort ? [...kept].sort((a, b) => compare(a, b, sort)) : kept;
  }, [rows, columns, asked, sort]);
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const shown = found.slice(page * pageSize, (page + 1) * pageSize);
  const count = words.rows(lang.integer(found.length), lang.integer(rows.length))
    + (rows.length >= rowLimit ? ` (${words.limit(lang.integer(rowLimit))})` : '');

  const bar = h('div', { style: { display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', padding: '0 0 8px', color: '#5B6675', fontSize: 12 } },
    search && h('input', {
      type: 'search', placeholder: words.search, 'aria-label': words.search, value: asked, onChange: event => setAsked(event.target.value),
      style: { border: '1px solid #CBD2DB', borderRadius: 6, padding: '4px 10px', width: Math.min(220, width - 40), fontSize: 13 },
    }),
    h('span', null, count), pages > 1 && h(Pager, { page, pages, setPage, words }));
  const body = h('tbody', null, shown.map((row, number) => h('tr', {
    key: `${row.record_key || ''}${row.activity_id || ''}${number}`, className: 'rapport-row',
  }, columns.map(column => h('td', {
    key: column.column,
    className: `${isNumber(column) ? 'rapport-right' : ''} ${column.wrap || ['text', 'link', undefined].includes(column.kind) ? 'rapport-wraps' : ''}`,
  }, cell(row, column, lang))))));
  return h('div', { 'data-test': 'rapport-record-list', style: { width, height, display: 'flex', flexDirection: 'column' } },
    bar,
    h('div', { style: { flex: 1, overflow: 'auto', minHeight: 0 } },
      h('table', { className: 'rapport-list' },
        h(Head, { columns, labels, sort, setSort }), body),
      !shown.length && h('div', { role: 'status', style: { padding: 24, textAlign: 'center', color: '#5B6675' } },
        rows.length ? words.none : empty || words.empty)));
}
