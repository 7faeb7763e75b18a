// A longer text per row, side by side where there is room, with the row's name below it.

import { markdown } from './markdown.js';

const React = window['__superset__/react'];
const h = React.createElement;

/** Roles: title and text (Markdown). */
export function Texts({ rows, roles, lang, width }) {
  const columns = width > 900 && rows.length > 1 ? '1fr 1fr' : '1fr';
  return h('div', { style: { display: 'grid', gridTemplateColumns: columns, gap: '0 36px', fontSize: 13, lineHeight: 1.45, color: '#1B2733' } },
    rows.map((row, number) => h('section', { key: number, style: { padding: '0 4px 16px', minWidth: 0 } },
      markdown(row[roles.text], lang), h('div', { style: { fontSize: 12, color: '#5B6675' } }, row[roles.title]))));
}
