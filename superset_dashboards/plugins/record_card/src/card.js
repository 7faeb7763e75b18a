// One row on a card: a title with facts, groups of facts side by side, points that add up to a total, or tiles.

import { cell, cellText } from '../../shared/cells.js';
import { language } from '../../shared/language.js';
import { isPhone, safeAddress } from '../../shared/values.js';

const React = window['__superset__/react'];
const h = React.createElement;
const INK = '#1B2733';
const SOFT = '#5B6675';
const EN = {
  none: 'No record is chosen.', noneHint: 'Open one from its list or from the deal tracker.',
  noTotal: 'There is no score yet.', crm: 'Open in the CRM', sum: 'adds up to',
};
const PT = {
  none: 'Nenhum registro foi escolhido.', noneHint: 'Abra um a partir da lista ou do acompanhamento de negócios.',
  noTotal: 'Ainda não há nota.', crm: 'Abrir no CRM', sum: 'somam',
};

const label = (fact, labels) => fact.label || labels[fact.column] || fact.column;

function Facts({ facts, row, labels, lang, columns }) {
  return h('dl', { style: { display: 'grid', gridTemplateColumns: columns, gap: '10px 28px', margin: 0 } },
    facts.map(fact => h('div', { key: fact.column },
      h('dt', { style: { fontSize: 12, color: SOFT, fontWeight: 400 } }, label(fact, labels)),
      h('dd', { style: { margin: 0, fontSize: fact.large ? 22 : 14, fontWeight: fact.large ? 600 : 500, color: INK } }, cell(row, fact, lang)))));
}

function Header({ row, card, labels, lang, words }) {
  const crm = safeAddress(row[card.crm]);
  const link = crm && h('a', { href: crm, target: '_blank', rel: 'noopener', style: { marginLeft: 16, fontSize: 13 } }, `${words.crm} ↗`);
  const back = safeAddress(card.back && card.back.address);
  return h('div', null,
    back && h('a', { href: back, style: { fontSize: 13 } }, `‹ ${card.back.text}`),
    h('div', { style: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', marginBottom: 12 } },
      h('h2', { style: { margin: 0, fontSize: 24, fontWeight: 600, color: INK } }, row[card.title] || '–'),
      card.subtitle && h('span', { style: { marginLeft: 14, fontSize: 15, color: SOFT } }, row[card.subtitle]), link),
    h(Facts, { facts: card.facts, row, labels, lang, columns: 'repeat(auto-fit, minmax(180px, 1fr))' }));
}

function Groups({ groups, row, labels, lang }) {
  const line = (fact) => h('tr', { key: fact.column },
    h('td', { style: { padding: '4px 10px 4px 0', color: SOFT, fontSize: 13 } }, label(fact, labels)),
    h('td', { style: { padding: '4px 0', textAlign: 'right', color: INK, fontSize: 13, fontWeight: 500, fontVariantNumeric: 'tabular-nums' } }, cell(row, fact, lang)));
  return h('div', { style: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(165px, 1fr))', gap: '12px 28px' } },
    groups.map(group => h('section', { key: group.title },
      h('h4', { style: { margin: '0 0 4px', fontSize: 13, fontWeight: 600, color: INK, borderBottom: '1px solid #DDE2E9', paddingBottom: 4 } }, group.title),
      h('table', { style: { width: '100%' } }, h('tbody', null, group.facts.map(line))))));
}

function Points({ row, card, labels, lang, words }) {
  const most = Math.max(...card.points.map(point => Math.max(point.most || 0, Number(row[point.column]) || 0)));
  if (row[card.total] === null || row[card.total] === undefined) return h('p', { role: 'status', style: { color: SOFT } }, words.noTotal, ' ', lang.code(row[card.state]));
  const bar = point => {
    const value = Number(row[point.column]) || 0;
    return h('tr', { key: point.column },
      h('td', { style: { padding: '3px 12px 3px 0', fontSize: 13, color: SOFT, whiteSpace: 'nowrap' } }, label(point, labels)),
      h('td', { style: { width: '100%' } }, h('div', { style: { position: 'relative', height: 14, width: `${(100 * (point.most || most)) / most}%`, background: '#EDF0F4', borderRadius: 3 } },
        h('div', { style: { height: 14, borderRadius: 3, width: `${(100 * Math.max(0, value)) / (point.most || most)}%`, background: row[card.colour] || '#0B5CAD' } }))),
      h('td', { style: { paddingLeft: 10, textAlign: 'right', fontSize: 13, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' } }, lang.tenths(value)));
  };
  const total = card.points.reduce((sum, point) => sum + (Number(row[point.column]) || 0), 0);
  return h('table', { style: { width: '100%' } }, h('tbody', null, card.points.map(bar),
    h('tr', { key: 'total' },
      h('td', { style: { paddingTop: 8, fontSize: 13, fontWeight: 600, whiteSpace: 'nowrap' } }, cellText(row[card.state], { kind: 'code' }, lang)),
      h('td', { style: { paddingTop: 8, fontSize: 13, color: SOFT, textAlign: 'right' } }, words.sum),
      h('td', { style: { paddingTop: 8, paddingLeft: 10, textAlign: 'right', fontSize: 16, fontWeight: 600 } }, lang.tenths(total)))));
}

function Tiles({ tiles, row, labels, lang, width }) {
  const room = width / tiles.length;
  const small = room < 130;
  const fewest = tiles.every(tile => tile.kind === 'integer') ? 84 : width < 420 ? 105 : 110; // whole numbers are narrow
  const least = Math.floor(Math.max(Math.min(room - 8, 190), fewest));
  const size = room < (tiles.some(tile => tile.kind === 'date') ? 270 : 200) ? 20 : 28; // a date stays on one line
  return h('div', { style: { display: 'grid', gridTemplateColumns: `repeat(auto-fit, minmax(${least}px, 1fr))`, gap: '10px 0' } },
    tiles.map(tile => h('div', { key: tile.column, style: { padding: small ? '2px 8px' : '2px 16px', borderLeft: '1px solid #E8ECF1', marginLeft: -1 } },
      h('div', { style: { fontSize: small ? 12 : 13, color: SOFT, lineHeight: 1.3 } }, label(tile, labels)),
      h('div', { style: { fontSize: size, fontWeight: 600, lineHeight: 1.3, color: (Number(row[tile.column]) && tile.tone) || INK } }, cell(row, { ...tile, below: null }, lang)),
      tile.below && row[tile.below] && h('div', { style: { fontSize: 13, color: INK } }, row[tile.below]),
      tile.hint && h('div', { style: { fontSize: 12, color: SOFT } }, tile.hint))));
}

/** Shows the only row; more or fewer rows mean that no record was chosen. */
export function RecordCard({ width, height, rows, card, labels }) {
  const lang = React.useMemo(() => language(), []);
  const words = lang.isPortuguese ? PT : EN;
  const frame = { width, height: isPhone() ? 'auto' : height, overflow: 'auto' };
  if (rows.length !== 1) {
    return h('div', { role: 'status', style: { ...frame, textAlign: 'center', color: SOFT, paddingTop: 16 } },
      h('strong', { style: { color: INK } }, words.none), h('div', null, words.noneHint));
  }
  const props = { row: rows[0], card, labels, lang, words, width };
  return h('div', { 'data-test': 'rapport-record-card', style: frame },
    card.tiles && h(Tiles, { ...props, tiles: card.tiles }), card.title && h(Header, props), card.groups && h(Groups, { ...props, groups: card.groups }), card.points && h(Points, props));
}
