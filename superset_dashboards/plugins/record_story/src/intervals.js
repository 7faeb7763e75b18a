// A value per part with its interval, as points or bars; what was said before beside it, and a mark where deals are too few.

const React = window['__superset__/react'];
const h = React.createElement;
const [BLUE, SOFT, INK] = ['#0B5CAD', '#5B6675', '#1B2733'];
const EN = { interval: '95 % interval', few: 'too few deals to say', to: 'to', deals: n => `${n} ${n === '1' ? 'deal' : 'deals'}`, said: 'said' };
const PT = { interval: 'intervalo de 95 %', few: 'negócios insuficientes para dizer', to: 'a', deals: n => `${n} ${n === '1' ? 'negócio' : 'negócios'}`, said: 'previsto' };

const number = value => (value === null || value === undefined || Number.isNaN(Number(value)) ? null : Number(value));

/** One entry per part, in the order of the rows: {part, value, low, high, count, note, said}. */
export function parts(rows, roles, against) {
  const found = new Map();
  rows.forEach(row => {
    const part = row[roles.part];
    if (!found.has(part)) found.set(part, { part, value: null, low: null, high: null, said: null });
    const entry = found.get(part);
    if (against && row[roles.metric] === against) entry.said = number(row[roles.value]);
    else Object.assign(entry, ...['value', 'low', 'high', 'count'].map(role => ({ [role]: number(row[roles[role]]) })), { note: row[roles.note] });
  });
  return [...found.values()];
}

/** Lower end, upper end and step of the axis: round numbers around all that is drawn, within 0 and 1. */
export function scale(entries, always) {
  const drawn = [...entries.flatMap(e => [e.value, e.low, e.high, e.said]), ...always].filter(v => v !== null && v !== undefined);
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  const step = [0.05, 0.1, 0.2].find(one => (most - least) / one <= 6) || 0.25;
  const [from, to] = [Math.floor(least / step) * step, Math.ceil(most / step) * step];
  const room = to > from ? 0 : step; // a single value has room on both sides
  return { from: Math.max(0, from - room), to: Math.min(1, to + room), step };
}

function Key({ shape, children }) {
  return h('span', { style: { display: 'inline-flex', alignItems: 'center', gap: 6, marginRight: 16 } },
    h('svg', { width: 18, height: 14, 'aria-hidden': true }, shape), children);
}

/** Roles: part, value, low, high, count, note, metric; `card`: `kind` (percent, number), `bars`, `chance` (a line), `against` (metric). */
export function Intervals({ rows, roles, card, lang, width, height }) {
  const words = lang.isPortuguese ? PT : EN;
  const entries = React.useMemo(() => parts(rows, roles, card.against), [rows, roles, card.against]);
  const [at, setAt] = React.useState(null);
  const axis = scale(entries, card.bars ? [0] : [card.chance ?? null, card.chance === undefined ? 0 : null]);
  const text = value => (value === null ? '–' : lang[card.kind || 'number'](value));
  const name = entry => (entry.said === null ? lang.code(entry.part) : `${words.said} ${text(entry.said)}`);
  const told = entry => `${name(entry)} · ${entry.value === null ? entry.note || words.few : text(entry.value)}`
    + `${entry.low === null || entry.value === null ? '' : ` (${text(entry.low)} ${words.to} ${text(entry.high)})`} · ${words.deals(lang.integer(entry.count || 0))}`;
  const box = { left: 44, right: 12, top: 8, bottom: 24 };
  const [wide, high] = [Math.max(80, width - box.left - box.right), Math.max(60, height - box.top - box.bottom - 58)];
  const step = wide / entries.length;
  const x = i => box.left + step * (i + 0.5);
  const y = value => box.top + high * (1 - (value - axis.from) / (axis.to - axis.from));
  const every = Math.ceil(entries.length / Math.max(1, Math.floor(wide / 58)));
  const ticks = Array.from({ length: Math.round((axis.to - axis.from) / axis.step) + 1 }, (_, i) => axis.from + i * axis.step);
  const point = event => setAt(Math.max(0, Math.min(entries.length - 1,
    Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - box.left) / step))));
  const line = (x1, y1, x2, y2, more) => h('line', { x1, y1, x2, y2, stroke: BLUE, strokeWidth: 2, ...more });
  const few = (cx, cy) => h('path', { d: `M${cx - 4},${cy - 4}l8,8m0,-8l-8,8`, stroke: '#8A94A3', strokeWidth: 1.5 });
  const bar = Math.min(72, step * 0.55);
  const drawn = (entry, i) => h('g', { key: entry.part },
    entry.said !== null && line(x(i) - step * 0.32, y(entry.said), x(i) + step * 0.32, y(entry.said), { stroke: INK, strokeDasharray: '4 3' }),
    entry.value === null && few(x(i), box.top + high - 8),
    entry.value !== null && card.bars && h('rect', { x: x(i) - bar / 2, width: bar, y: y(entry.value), height: y(axis.from) - y(entry.value), fill: '#CFE2F5' }),
    entry.value !== null && entry.low !== null && line(x(i), y(entry.low), x(i), y(entry.high), { strokeOpacity: 0.55 }),
    entry.value !== null && h('circle', { cx: x(i), cy: y(entry.value), r: at === i ? 6 : 4.5, fill: BLUE }),
    entry.value !== null && card.bars && h('text', { x: x(i) + 9, y: y(entry.value) - 6, fontSize: 13, fontWeight: 600, fill: INK }, text(entry.value)));
  const label = (more, content) => h('text', { fontSize: 11, fill: SOFT, ...more }, content);
  return h('div', { style: { fontSize: 12, color: SOFT } },
    h('div', { style: { padding: '2px 4px 0' } },
      h(Key, { shape: [line(9, 0, 9, 14, { key: 'l', strokeOpacity: 0.55 }), h('circle', { key: 'c', cx: 9, cy: 7, r: 4, fill: BLUE })] }, `${card.value_label}, ${words.interval}`),
      card.against && h(Key, { shape: line(0, 7, 18, 7, { stroke: INK, strokeDasharray: '4 3' }) }, card.against_label),
      entries.some(entry => entry.value === null) && h(Key, { shape: few(9, 7) }, words.few)),
    h('svg', { style: { display: 'block' }, width: width - 2, height: box.top + high + box.bottom, role: 'img', 'aria-label': entries.map(told).join('; '), onMouseMove: point, onMouseLeave: () => setAt(null) },
      ticks.map(value => h('g', { key: value }, line(box.left, y(value), box.left + wide, y(value), { stroke: '#E8ECF1', strokeWidth: 1 }),
        label({ x: box.left - 6, y: y(value) + 4, textAnchor: 'end' }, text(Math.round(value * 100) / 100)))),
      card.chance !== undefined && [line(box.left, y(card.chance), box.left + wide, y(card.chance), { key: 'chance', stroke: '#C62F36', strokeWidth: 1, strokeDasharray: '5 4' }),
        label({ key: 'word', x: box.left + 3, y: y(card.chance) - 4, textAnchor: 'start', fill: '#C62F36' }, card.chance_label)],
      entries.map(drawn),
      entries.map((entry, i) => i % every === 0 && label({ key: entry.part, x: x(i), y: box.top + high + 17, textAnchor: 'middle' }, entry.said === null ? lang.code(entry.part) : text(entry.said)))),
    h('div', { style: { padding: '2px 4px', minHeight: 18, color: INK }, 'aria-live': 'polite' }, at === null ? card.axis_label : told(entries[at])));
}
