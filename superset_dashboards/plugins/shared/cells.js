// How a value looks, how it sorts and what a search finds, by the kind of its column.

import { instant, safeAddress } from './values.js';

const React = window['__superset__/react'];
const h = React.createElement;
const DASH = '–';
const TRENDS = { Improving: ['▲', '#2E8B57'], Steady: ['▶', '#8A94A3'], Declining: ['▼', '#C62F36'] };
const AMOUNTS = ['integer', 'number', 'percent', 'hours', 'points', 'money', 'score'];
const NUMBERS = [...AMOUNTS, 'date', 'dateTime'];

/** Whether the column is set flush right. */
export const isNumber = column => AMOUNTS.includes(column.kind) && !column.beside;

/** A value that orders rows: a number for numbers and instants, text for the rest, null for nothing. */
export function sortValue(value, kind) {
  if (value === null || value === undefined || value === '') return null;
  if (kind === 'date' || kind === 'dateTime') return instant(value);
  return NUMBERS.includes(kind) ? Number(value) : String(value).toLowerCase();
}

/** The text of a cell, without decoration. */
export function cellText(value, { kind, currency }, lang) {
  if (value === null || value === undefined || value === '') return '';
  if (kind === 'date' || kind === 'dateTime') return lang[kind](instant(value));
  if (kind === 'money') return lang.moneyShort(Number(value), currency);
  if (kind === 'score') return lang.integer(Math.floor(Number(value)));
  if (AMOUNTS.includes(kind)) return lang[kind](Number(value));
  return kind === 'code' || kind === 'dot' || kind === 'trend' ? lang.code(value) : String(value);
}

function dot(colour) {
  const style = { width: 10, height: 10, borderRadius: '50%', display: 'inline-block', marginRight: 7, background: colour };
  return h('span', { style: { ...style, verticalAlign: 'baseline' }, 'aria-hidden': true });
}

function decorated(row, column, lang) {
  const value = row[column.column];
  const text = cellText(value, column, lang);
  if (column.kind === 'away') {
    const away = safeAddress(value);
    return away ? h('a', { href: away, target: '_blank', rel: 'noopener', title: away }, '↗') : null;
  }
  const address = column.link && safeAddress(row[column.link]);
  if (address) return h('a', { href: address, style: { fontWeight: 500 } }, text || DASH);
  if (column.kind === 'trend' && TRENDS[value]) {
    const [arrow, colour] = TRENDS[value];
    return h('span', { style: { whiteSpace: 'nowrap' } },
      h('span', { style: { color: colour, marginRight: 6, fontSize: 11 }, 'aria-hidden': true }, arrow), text);
  }
  const beside = column.beside && lang.code(row[column.beside]);
  if (column.colour && (text || beside)) {
    return h('span', { style: { whiteSpace: 'nowrap' } }, dot(row[column.colour] || '#C5CCD6'), text,
      beside && h('span', { style: text ? { marginLeft: 6, color: '#5B6675' } : null }, beside));
  }
  if (text && column.kind === 'money') return h('span', { title: lang.money(Number(value), column.currency) }, text);
  if (text && column.kind !== 'trend') return text;
  return h('span', { style: { color: '#B3BBC7' }, title: text }, DASH);
}

/** The React node of a cell: link, dot, arrow or text, with `beside` next to it and `below` under it. */
export function cell(row, column, lang) {
  const under = column.below && (column.below_kind === 'code' ? lang.code(row[column.below]) : row[column.below]);
  const below = under === row[column.column] ? null : under; // the account of an account is itself
  const main = decorated(row, column, lang);
  return below ? h('div', null, main, h('div', { style: { fontSize: 12, color: '#5B6675' } }, below)) : main;
}

/** Everything a search looks through in a cell. */
export const searchText = (row, column, lang) => [
  cellText(row[column.column], column, lang), column.below && row[column.below], column.beside && lang.code(row[column.beside]),
].filter(Boolean).join(' ').toLowerCase();
