// One line of text per row; `lead` is set in bold in front of it, e.g. the points that an action would bring.

import { cellText } from '../../shared/cells.js';

const React = window['__superset__/react'];
const h = React.createElement;

/** Roles: text (a sentence or a code) and optionally lead, whose kind is `card.lead_kind`. */
export function Lines({ rows, roles, card, lang }) {
  const kind = card.lead_kind || 'number';
  return h('ul', { style: { listStyle: 'none', margin: 0, padding: 0 } }, rows.map((row, number) => h('li', {
    key: number,
    style: { display: 'flex', gap: 12, alignItems: 'baseline', padding: '7px 4px', borderTop: number ? '1px solid #E8ECF1' : 'none', fontSize: 14, lineHeight: 1.4 },
  },
  roles.lead
    ? h('span', { style: { minWidth: 48, textAlign: 'right', fontWeight: 600, fontVariantNumeric: 'tabular-nums', color: '#2E8B57' } },
      cellText(row[roles.lead], { kind }, lang))
    : h('span', { 'aria-hidden': true, style: { width: 7, height: 7, borderRadius: '50%', background: '#4FA3E3', flex: 'none', alignSelf: 'center' } }),
  h('span', { style: { color: '#1B2733' } }, lang.code(row[roles.text])))));
}
