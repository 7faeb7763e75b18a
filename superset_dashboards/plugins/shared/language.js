// The language of the installation: number and date formats, and the words for codes.

import WORDS from '../../_shared/words.json';

const NARROW = '\u202f'; // a thin space that never breaks

/** A code in words: whole, with its number (`test bin 03`) or in the parts between points (`r2.learned.team_hours`). */
function inWords(code, tongue) {
  if (Object.hasOwn(WORDS, code)) return WORDS[code][tongue];
  const numbered = /^(.*\D) (\d+)$/.exec(code);
  if (numbered && Object.hasOwn(WORDS, numbered[1])) return `${WORDS[numbered[1]][tongue]} ${Number(numbered[2])}`;
  const parts = code.split('.');
  if (parts.length < 2 || !Object.hasOwn(WORDS, parts.at(-1))) return code;
  return parts.map(part => (Object.hasOwn(WORDS, part) ? WORDS[part][tongue] : part.replaceAll('_', ' '))).join(' · ');
}

function supersetLocale() {
  try {
    return JSON.parse(document.getElementById('app').dataset.bootstrap).common.locale || 'en';
  } catch {
    return 'en';
  }
}

/**
 * {isPortuguese, integer, number, tenths, percent, hours, points, money, moneyShort, date, dateTime, code}: all from value
 * to text, with the unit; days and instants are those of UTC, as in the tables.
 */
export function language(locale = supersetLocale()) {
  const isPortuguese = locale.startsWith('pt');
  const tag = isPortuguese ? 'pt-BR' : (navigator.languages || []).find(l => l.startsWith('en-')) || 'en-GB';
  const integer = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 });
  const decimals = [1, 2, 3].map(digits => {
    const shape = { maximumFractionDigits: digits, signDisplay: 'negative' }; // never "-0"
    const whole = new Intl.NumberFormat(tag, shape);
    const broken = new Intl.NumberFormat(tag, { ...shape, minimumFractionDigits: digits });
    return { format: value => (Number.isInteger(value) ? whole : broken).format(value) }; // 0.70 below 0.58
  });
  // 12.3, 0.84, 0.078: a share or an index says something after the comma
  const number = { format: value => decimals[Math.abs(value) >= 1 ? 0 : Math.abs(value) >= 0.1 ? 1 : 2].format(value) };
  // one below the other, so all of them or none: 15.0 below 23.1
  const tenths = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'negative' });
  const dateStyle = isPortuguese ? 'short' : 'medium'; // 01/11/2026, for "1 de nov. de 2026" fits no column
  const date = new Intl.DateTimeFormat(tag, { dateStyle, timeZone: 'UTC' });
  const dateTime = new Intl.DateTimeFormat(tag, { dateStyle, timeStyle: 'short', timeZone: 'UTC' });
  const amount = (value, currency, options) => {
    const shape = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...options };
    try {
      return new Intl.NumberFormat(tag, shape).format(value);
    } catch { // no currency code that the browser knows
      return `${new Intl.NumberFormat(tag, { ...options }).format(value)} ${currency || ''}`.trim();
    }
  };
  const money = (value, currency) => amount(value, currency, { maximumFractionDigits: 0 });
  return {
    isPortuguese,
    integer: value => integer.format(value),
    number: value => number.format(value),
    percent: value => `${integer.format(100 * value)}${NARROW}%`,
    tenths: value => tenths.format(value),
    hours: value => `${tenths.format(value)}${NARROW}h`,
    points: value => `${value > 0 ? '+' : ''}${tenths.format(value)}`,
    money,
    moneyShort: (value, currency) => (Math.abs(value) < 10000 ? money(value, currency)
      : amount(value, currency, { notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3 })), // as .3s
    date: value => date.format(value),
    dateTime: value => dateTime.format(value),
    code: value => inWords(String(value ?? ''), isPortuguese ? 'pt_BR' : 'en'),
  };
}
