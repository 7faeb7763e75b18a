// The course of the health score: a line over the bands; days without a score are gaps, pointing at a day names it.

import { instant } from '../../shared/values.js';

const React = window['__superset__/react'];
const h = React.createElement;
const BANDS = [['Poor', 'rgba(198,47,54,.07)'], ['Fair', 'rgba(217,146,10,.08)'], ['Good', 'rgba(46,139,87,.08)']];
const SOFT = '#5B6675';
const GAP_DAYS = 8; // points are daily or weekly

const hasScore = point => point.score !== null && Number.isFinite(point.score);

/** Rows in order of days: [{at, score or null, state}]. */
function course(rows, roles) {
  const points = rows
    .map(row => ({
      at: instant(row[roles.day]), score: row[roles.score] === null ? null : Number(row[roles.score]), state: row[roles.state],
    }))
    .sort((a, b) => a.at - b.at);
  return points.slice(Math.max(0, points.findIndex(hasScore))); // what lies before the first score is left out
}

/** The line as an SVG path; a new stroke begins after a gap. */
function path(points, x, y) {
  let before = null;
  return points.filter(hasScore).map(point => {
    const joined = before && point.at - before.at <= GAP_DAYS * 86400000;
    before = point;
    return `${joined ? 'L' : 'M'}${x(point.at).toFixed(1)},${y(point.score).toFixed(1)}`;
  }).join('');
}

function ticks(from, to, wide) {
  const n = Math.max(2, Math.min(6, Math.floor(wide / 120)));
  return Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
}

/** Roles: day, score, state; `card.fair_from` and `card.good_from` are the lower edges of the bands. */
export function History({ rows, roles, card, lang, width, height }) {
  const points = React.useMemo(() => course(rows, roles), [rows, roles]);
  const [at, setAt] = React.useState(null);
  const edges = [0, Number(card.fair_from ?? 40), Number(card.good_from ?? 60), 100];
  const box = { left: 30, right: 62, top: 26, bottom: 24 };
  const [wide, high] = [Math.max(80, width - box.left - box.right), Math.max(60, height - box.top - box.bottom - 6)];
  const [first, last] = [points[0].at, Math.max(points[points.length - 1].at, points[0].at + 86400000)];
  const x = day => box.left + (wide * (day - first)) / (last - first);
  const y = score => box.top + high * (1 - score / 100);
  const near = event => {
    const where = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setAt(points.reduce((best, p, i) => (Math.abs(x(p.at) - where) < Math.abs(x(points[best].at) - where) ? i : best), 0));
  };
  const shown = points[at ?? points.length - 1];
  const text = `${lang.date(shown.at)} · ${hasScore(shown) ? `${lang.integer(Math.floor(shown.score))} ` : ''}${lang.code(shown.state)}`;
  return h('svg', { style: { display: 'block' }, width: width - 2, height: height - 6, role: 'img', 'aria-label': text, onMouseMove: near, onMouseLeave: () => setAt(null) },
    BANDS.map(([name, fill], i) => h('g', { key: name },
      h('rect', { x: box.left, width: wide, y: y(edges[i + 1]), height: y(edges[i]) - y(edges[i + 1]), fill }),
      h('text', { x: box.left + wide + 6, y: (y(edges[i]) + y(edges[i + 1])) / 2 + 4, fontSize: 11, fill: SOFT }, lang.code(name)))),
    [0, ...edges.slice(1, 3), 100].map(value => h('text', { key: value, x: box.left - 6, y: y(value) + 4, fontSize: 11, fill: SOFT, textAnchor: 'end' }, value)),
    ticks(first, last, wide).map((day, i, all) => h('text', {
      key: day, x: x(day), y: box.top + high + 17, fontSize: 11, fill: SOFT, textAnchor: i === 0 ? 'start' : i === all.length - 1 ? 'end' : 'middle',
    }, lang.date(day))),
    h('path', { d: path(points, x, y), fill: 'none', stroke: '#0B5CAD', strokeWidth: 2, strokeLinejoin: 'round' }),
    hasScore(shown) && h('circle', { cx: x(shown.at), cy: y(shown.score), r: 4.5, fill: '#0B5CAD', stroke: '#fff', strokeWidth: 1.5 }),
    h('text', { x: box.left, y: 15, fontSize: 13, fontWeight: 600, fill: '#1B2733' }, text));
}
