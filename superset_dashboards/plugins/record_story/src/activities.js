// The relationship activities of the last 60 days: a stacked bar a day in six series; pointing at a day counts them.

import { instant } from '../../shared/values.js';

const React = window['__superset__/react'];
const h = React.createElement;
const DAY = 86400000;
const SOFT = '#5B6675';
const SERIES = [
  ['emails_sent', '#0B3D91', 'E-mails sent', 'E-mails enviados'], ['emails_received', '#4FA3E3', 'E-mails received', 'E-mails recebidos'],
  ['meetings_sent', '#5B2A86', 'Meetings sent', 'Reuniões enviadas'], ['meetings_received', '#B07CD8', 'Meetings received', 'Reuniões recebidas'],
  ['calls_made', '#B45F06', 'Calls made', 'Telefonemas efetuados'], ['calls_received', '#F2B35E', 'Calls received', 'Telefonemas recebidos'],
];

/** Counts by day (milliseconds) and series. */
function byDay(rows, roles) {
  const days = new Map();
  rows.forEach(row => {
    const day = instant(row[roles.day]);
    const counts = days.get(day) || {};
    counts[row[roles.series]] = (counts[row[roles.series]] || 0) + Number(row[roles.count]);
    days.set(day, counts);
  });
  return days;
}

/** Roles: day, series, count, as_of; `card.days` is how many days are shown. */
export function Activities({ rows, roles, card, lang, width, height }) {
  const [at, setAt] = React.useState(null);
  const days = React.useMemo(() => byDay(rows, roles), [rows, roles]);
  const word = lang.isPortuguese ? 3 : 2;
  const span = Number(card.days) || 60;
  const last = Math.floor(instant(rows[0][roles.as_of]) / DAY) * DAY;
  const box = { left: 30, top: 8, bottom: 22 };
  const legend = width < 560 ? 64 : 26;
  const high = Math.max(60, height - legend - 36 - box.top - box.bottom);
  const step = (width - box.left - 8) / span;
  const total = counts => Object.values(counts || {}).reduce((sum, n) => sum + n, 0);
  const most = Math.max(...[...days.values()].map(total), 1);
  const between = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(n => most / n <= 4) || Math.ceil(most / 4);
  const lines = Math.ceil(most / between);
  const y = n => box.top + high * (1 - n / (lines * between));
  const x = day => box.left + step * (span - 1 - Math.round((last - day) / DAY));
  const bar = ([day, counts]) => {
    let below = 0;
    return h('g', { key: day }, SERIES.filter(([name]) => counts[name]).map(([name, fill]) => {
      below += counts[name];
      return h('rect', { key: name, x: x(day) + step * 0.12, width: step * 0.76, y: y(below), height: Math.max(0, y(below - counts[name]) - y(below) - 0.5), fill });
    }));
  };
  const near = event => {
    const where = event.clientX - event.currentTarget.getBoundingClientRect().left - box.left;
    const back = span - 1 - Math.floor(where / step);
    setAt(back >= 0 && back < span ? last - back * DAY : null);
  };
  const counts = at === null ? null : days.get(at) || {};
  const sums = Object.fromEntries(SERIES.map(([name]) => [name, [...days.values()].reduce((sum, one) => sum + (one[name] || 0), 0)]));
  const title = at === null ? `${lang.date(last - (span - 1) * DAY)} – ${lang.date(last)}` : lang.date(at);
  const every = width < 560 ? 20 : 10;
  return h('div', null,
    h('div', { style: { fontSize: 13, fontWeight: 600, padding: '0 4px 2px', height: 24 } }, title),
    h('div', { style: { display: 'flex', flexWrap: 'wrap', gap: '2px 16px', minHeight: legend, fontSize: 12, color: SOFT, padding: '0 4px' } },
      SERIES.map(([name, fill, ...words]) => h('span', { key: name, style: { display: 'inline-flex', alignItems: 'center', gap: 6 } },
        h('span', { 'aria-hidden': true, style: { width: 10, height: 10, borderRadius: 2, background: fill } }), words[word - 2],
        h('strong', { style: { color: '#1B2733', minWidth: 14 } }, lang.integer((counts || sums)[name] || 0))))),
    h('svg', { style: { display: 'block' }, width: width - 2, height: high + box.top + box.bottom, role: 'img', 'aria-label': title, onMouseMove: near, onMouseLeave: () => setAt(null) },
      Array.from({ length: lines + 1 }, (_, i) => i * between).map(n => h('g', { key: n },
        h('line', { x1: box.left, x2: width - 8, y1: y(n), y2: y(n), stroke: n ? '#EDF0F4' : '#C5CCD6' }),
        h('text', { x: box.left - 6, y: y(n) + 4, fontSize: 11, fill: SOFT, textAnchor: 'end' }, n))),
      at !== null && h('rect', { x: x(at), width: step, y: box.top, height: high, fill: '#0B5CAD', opacity: 0.08 }),
      [...days].map(bar),
      Array.from({ length: Math.floor((span - 1) / every) + 1 }, (_, i) => last - i * every * DAY).map((day, i) => h('text', {
        key: day, x: x(day) + step / 2, y: box.top + high + 16, fontSize: 11, fill: SOFT, textAnchor: i === 0 ? 'end' : 'middle',
      }, lang.date(day)))));
}
