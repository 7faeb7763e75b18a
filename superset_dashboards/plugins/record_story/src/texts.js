// A longer text per row as it was written, lines and tables kept, below a title.

const React = window['__superset__/react'];
const h = React.createElement;

/** Roles: title and text. */
export function Texts({ rows, roles }) {
  return h('div', null, rows.map((row, number) => h('section', { key: number, style: { padding: '4px 4px 16px' } },
    h('h4', { style: { margin: '8px 0' } }, row[roles.title]),
    h('pre', { style: { margin: 0, whiteSpace: 'pre-wrap', fontSize: 12.5, lineHeight: 1.45, background: 'none', border: 0, padding: 0 } }, row[roles.text]))));
}
