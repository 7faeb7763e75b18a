// This deal beside the similar won deals: per metric a bar, the middle half of them, and the line of their mean.

import { cellText } from '../../shared/cells.js';
import { METRICS } from './metrics.js';

const React = window['__superset__/react'];
const h = React.createElement;
const SOFT = '#5B6675';
const HIGH = 16;

const number = value => (value === null || value === undefined ? null : Number(value));

function Row({ row, roles, lang, words, target }) {
  const metric = METRICS[row[roles.metric]] || { words: [row[roles.metric], row[roles.metric]], kind: 'number' };
  const [value, mean, low, high] = ['value', 'mean', 'low', 'high'].map(role => number(row[roles[role]]));
  const text = amount => (amount === null ? '–' : cellText(amount, { kind: metric.kind }, lang));
  const most = Math.max(value ?? 0, mean ?? 0, high ?? 0) * 1.08 || 1;
  const at = amount => `${(100 * amount) / most}%`;
  const bar = h('div', { style: { position: 'relative', height: HIGH, background: '#EDF0F4', borderRadius: 3, margin: '3px 0' } },
    low !== null && high !== null && h('div', { title: words.middle, style: { position: 'absolute', left: at(low), width: at(high - low), top: 0, height: HIGH, background: '#CFE2F5' } }),
    value !== null && h('div', { style: { position: 'absolute', left: 0, width: at(value), top: 4, height: HIGH - 8, background: '#0B5CAD', borderRadius: 2 } }),
    mean !== null && h('div', { style: { position: 'absolute', left: at(mean), top: -3, height: HIGH + 6, borderLeft: '2px dashed #1B2733' } }));
  return h('div', { style: { padding: '6px 4px 8px' } },
    h('div', { style: { display: 'flex', justifyContent: 'space-between', gap: 12, fontSize: 13 } },
      h('span', { style: { color: '#1B2733' } }, metric.words[lang.isPortuguese ? 1 : 0]),
      h('span', { style: { color: SOFT, whiteSpace: 'nowrap' } }, h('strong', { style: { color: '#0B5CAD' } }, text(value)), ` ${words.against} `,
        h('strong', { style: { color: '#1B2733' } }, text(mean)), ` ${target}`)), bar);
}

const EN = {
  middle: 'Middle half', against: '·', target: 'target', deal: 'This deal', compare: 'Compare',
  similar: (n, set) => `Target: mean of up to ${n} similar won deals, ${set}`, allWon: (n, set) => `Too few won deals to find similar ones. Target: mean of ${n} won deals, ${set}`,
};
const PT = {
  middle: 'Metade central', against: '·', target: 'meta', deal: 'Este negócio', compare: 'Comparar',
  similar: (n, set) => `Meta: média de até ${n} negócios ganhos semelhantes, ${set}`, allWon: (n, set) => `Poucos negócios ganhos para achar semelhantes. Meta: média de ${n} negócios ganhos, ${set}`,
};
const SETS = ['same_age', 'same_stage', 'final_total']; // a young deal beside final totals always looks behind

/** Roles: metric, set, basis, value, mean, low (P25), high (P75), count. */
export function Benchmarks({ rows, roles, lang, width }) {
  const words = lang.isPortuguese ? PT : EN;
  const sets = SETS.filter(set => rows.some(row => row[roles.set] === set));
  const [wanted, setWanted] = React.useState(null);
  const set = sets.includes(wanted) ? wanted : sets[0];
  const shown = rows.filter(row => row[roles.set] === set);
  const most = Math.max(...shown.map(row => number(row[roles.count]) || 0));
  const target = (shown[0][roles.basis] === 'all_won' ? words.allWon : words.similar)(lang.integer(most), lang.code(set).toLowerCase());
  const key = (style, label) => h('span', { style: { display: 'inline-flex', alignItems: 'center', gap: 6 } }, h('span', { 'aria-hidden': true, style }), label);
  const known = shown.filter(row => METRICS[row[roles.metric]]).sort((a, b) => METRICS[a[roles.metric]].position - METRICS[b[roles.metric]].position);
  const button = one => h('button', {
    key: one, type: 'button', 'aria-pressed': one === set, onClick: () => setWanted(one),
    style: { border: '1px solid #DDE2E9', borderRadius: 12, padding: '2px 10px', cursor: 'pointer', background: one === set ? '#0B5CAD' : '#fff', color: one === set ? '#fff' : '#3D4756' },
  }, lang.code(one));
  return h('div', null,
    h('div', { style: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 18px', fontSize: 12, color: SOFT, padding: '0 4px 6px' } },
      key({ width: 14, height: 8, background: '#0B5CAD', borderRadius: 2 }, words.deal),
      key({ height: 14, borderLeft: '2px dashed #1B2733' }, target),
      key({ width: 14, height: 12, background: '#CFE2F5' }, words.middle),
      sets.length > 1 && h('span', { style: { display: 'inline-flex', gap: 4 } }, sets.map(button))),
    h('div', { style: { display: 'grid', gridTemplateColumns: width > 760 ? '1fr 1fr' : '1fr', columnGap: 36 } },
      known.map((row, i) => h(Row, { key: i, row, roles, lang, words, target: words.target }))));
}
