// From an opening to a closing amount: a bar per step that begins where the one before ended, in the colour of what happened.

const React = window['__superset__/react'];
const h = React.createElement;
const [SOFT, INK, TOTAL] = ['#5B6675', '#1B2733', '#5B6B80'];
/** By step, as in the lists of deals (rpt_pipeline_flow.category_colour). */
const COLOURS = { new: '#2E8B57', pulled_in: '#7FBF9A', value: '#8A94A3', pushed: '#D9920A', lost: '#C62F36', won: '#0B5CAD' };

/** Bars in order, with the closing one last: [{name, amount, from, to, colour}]. */
export function bars(rows, roles, closing) {
  let level = 0;
  const steps = [...rows].sort((a, b) => a[roles.order] - b[roles.order]).map(row => {
    const amount = Number(row[roles.amount]) || 0;
    const from = level;
    level += amount;
    return { name: String(row[roles.name]).replace(/^\d+\. /, ''), amount, from, to: level, colour: COLOURS[row[roles.step]] || TOTAL };
  });
  return [...steps, { name: closing, amount: level, from: 0, to: level, colour: TOTAL }];
}

/** Roles: step, order, name, amount; `card.closing` names the last bar, `card.currency` is the code of the amounts. */
export function Waterfall({ rows, roles, card, lang, width, height }) {
  const shown = React.useMemo(() => bars(rows, roles, card.closing), [rows, roles, card.closing]);
  const most = Math.max(...shown.map(bar => Math.max(bar.from, bar.to)), 1);
  const least = Math.min(...shown.map(bar => Math.min(bar.from, bar.to)), 0);
  const narrow = width < 600;
  const box = { left: 4, top: 22, bottom: narrow ? 34 : 24 };
  const [wide, high] = [Math.max(80, width - 2 * box.left - 2), Math.max(60, height - box.top - box.bottom - 6)];
  const step = wide / shown.length;
  const x = i => box.left + step * i;
  const y = value => box.top + high * (1 - (value - least) / (most - least));
  const text = bar => `${bar.amount > 0 && bar.colour !== TOTAL ? '+' : ''}${lang.moneyShort(bar.amount, card.currency)}`;
  const told = shown.map(bar => `${bar.name}: ${lang.money(bar.amount, card.currency)}`);
  return h('svg', { style: { display: 'block' }, width: width - 2, height: height - 6, role: 'img', 'aria-label': told.join('; ') },
    h('line', { x1: box.left, x2: box.left + wide, y1: y(0), y2: y(0), stroke: '#CBD2DB' }),
    shown.map((bar, i) => {
      const [top, low] = [y(Math.max(bar.from, bar.to)), y(Math.min(bar.from, bar.to))];
      const middle = x(i) + step / 2;
      return h('g', { key: bar.name }, h('title', null, told[i]),
        i + 1 < shown.length && h('line', { x1: x(i) + step * 0.85, x2: x(i + 1) + step * 0.15, y1: y(bar.to), y2: y(bar.to), stroke: '#8A94A3', strokeDasharray: '3 3' }),
        h('rect', { x: x(i) + step * 0.15, width: step * 0.7, y: top, height: Math.max(1.5, low - top), rx: 2, fill: bar.colour }),
        h('text', { x: middle, y: top - 6, fontSize: narrow ? 10 : 13, fontWeight: 600, fill: INK, textAnchor: 'middle' }, text(bar)),
        h('text', { x: middle, y: box.top + high + 17 + (narrow && i % 2 ? 13 : 0), fontSize: narrow ? 10 : 12, fill: SOFT, textAnchor: 'middle' }, bar.name));
    }));
}
