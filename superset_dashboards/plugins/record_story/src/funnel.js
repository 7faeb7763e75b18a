// The sales funnel: a bar per stage in its colour, as wide as its revenue; a click filters the page by the stage.

const React = window['__superset__/react'];
const h = React.createElement;
const SOFT = '#5B6675';

const DEALS = { en: n => (n === '1' ? '1 deal' : `${n} deals`), pt: n => (n === '1' ? '1 negócio' : `${n} negócios`) };

/** Roles: name, order, colour, amount, count; `card.currency` is the code of the amounts. */
export function Funnel({ rows, roles, card, lang, filter }) {
  const stages = [...rows].sort((a, b) => a[roles.order] - b[roles.order]);
  const most = Math.max(...stages.map(row => Number(row[roles.amount]) || 0), 1);
  const all = stages.reduce((sum, row) => sum + (Number(row[roles.amount]) || 0), 0) || 1;
  const deals = DEALS[lang.isPortuguese ? 'pt' : 'en'];
  return h('div', null, stages.map(row => {
    const amount = Number(row[roles.amount]) || 0;
    const chosen = filter && filter.selected.includes(row[roles.name]);
    return h('button', {
      key: row[roles.name], type: 'button', disabled: !filter, 'aria-pressed': Boolean(chosen), title: lang.money(amount, card.currency),
      onClick: () => filter.toggle(roles.name, row[roles.name]),
      style: { all: 'unset', boxSizing: 'border-box', display: 'block', width: '100%', padding: '7px 4px', borderRadius: 6, cursor: filter ? 'pointer' : 'default', background: chosen ? '#EAF2FB' : 'none' },
    },
    h('div', { style: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '0 8px', fontSize: 13, marginBottom: 4 } },
      h('span', { style: { fontWeight: 500, color: '#1B2733' } }, lang.code(row[roles.name])),
      h('span', { style: { color: SOFT, whiteSpace: 'nowrap' } },
        h('strong', { style: { color: '#1B2733' } }, lang.moneyShort(amount, card.currency)),
        ` · ${deals(lang.integer(Number(row[roles.count])))} · ${lang.percent(amount / all)}`)),
    h('div', { style: { height: 18, width: `${Math.max(0.5, (100 * amount) / most)}%`, margin: '0 auto', borderRadius: 4, background: row[roles.colour] || '#8A8F98' } }));
  }));
}
