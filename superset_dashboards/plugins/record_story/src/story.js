// Chooses how the rows are shown, and says why there is nothing when there is nothing.

import { language } from '../../shared/language.js';
import { isPhone } from '../../shared/values.js';
import { Activities } from './activities.js';
import { Bars } from './bars.js';
import { Benchmarks } from './benchmarks.js';
import { Funnel } from './funnel.js';
import { History } from './history.js';
import { Intervals } from './intervals.js';
import { Lines } from './lines.js';
import { Texts } from './texts.js';
import { Waterfall } from './waterfall.js';

const React = window['__superset__/react'];
const h = React.createElement;
const SHOWN = { activities: Activities, bars: Bars, benchmarks: Benchmarks, funnel: Funnel, history: History, intervals: Intervals, lines: Lines, texts: Texts, waterfall: Waterfall };
const NOTHING = ['Nothing to tell yet.', 'Ainda não há nada a contar.'];

/** `card`: {show: lines | history | activities | funnel | bars | benchmarks | intervals | texts | waterfall, roles: {role: column}, empty: text}; props come from index.js. */
export function RecordStory({ width, height, rows, card, filter }) {
  const lang = React.useMemo(() => language(), []);
  const frame = { width, height: isPhone() ? 'auto' : height, overflow: 'auto' };
  if (!rows.length) {
    return h('div', { 'data-test': 'rapport-record-story', role: 'status', style: { ...frame, color: '#5B6675', padding: '20px 12px', textAlign: 'center' } },
      card.empty || NOTHING[lang.isPortuguese ? 1 : 0]);
  }
  return h('div', { 'data-test': 'rapport-record-story', style: frame },
    h(SHOWN[card.show] || Lines, { rows, roles: card.roles, card, lang, width, height, filter }));
}
