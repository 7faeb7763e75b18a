// How many of each: a bar per name, the longest first, as wide as the place it got; a click filters the page by the name.

const React = window['__superset__/react'];
const h = React.createElement;

/** Roles: name, count and, where bars differ, colour. */
export function Bars({ rows, roles, lang, filter }) {
  const count = row => Number(row[roles.count]) || 0;
  const sorted = [...rows].sort((a, b) => count(b) - count(a));
  const most = Math.max(...sorted.map(count), 1);
  return h('div', null, sorted.map(row => {
    const chosen = filter && filter.selected.includes(row[roles.name]);
    return h('button', {
      key: row[roles.name], type: 'button', disabled: !filter, 'aria-pressed': Boolean(chosen),
      onClick: () => filter.toggle(roles.name, row[roles.name]),
      style: { all: 'unset', boxSizing: 'border-box', display: 'flex', alignItems: 'center', width: '100%', padding: '5px 4px', borderRadius: 6, fontSize: 13, color: '#1B2733', cursor: filter ? 'pointer' : 'default', background: chosen ? '#EAF2FB' : 'none' },
    },
    h('span', { style: { flex: '0 0 42%', paddingRight: 10, lineHeight: 1.25 } }, lang.code(row[roles.name])),
    h('span', { style: { flex: '1 1 0', display: 'flex', alignItems: 'center' } },
      h('span', { style: { height: 16, width: `${(85 * count(row)) / most}%`, minWidth: 2, borderRadius: 3, background: row[roles.colour] || '#0B5CAD' } }),
      h('strong', { style: { paddingLeft: 6, fontWeight: 600 } }, lang.integer(count(row)))));
  }));
}
