// The React component: legend on top, the chart, and the caption that says which deals are not drawn.

import * as echarts from 'echarts/core';
import portuguese from 'echarts/i18n/langPT-br-obj.js';
import { ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, MarkAreaComponent, MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';
import { crossFilter, keyboard, open, zoom } from './actions.js';
import { Legend, Tools } from './controls.js';
import { bubbles as toBubbles, group, groups, horizon, split, today as dayOf } from './data.js';
import { option } from './option.js';
import { language } from '../../shared/language.js';
import { words } from './words.js';

echarts.use([ScatterChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent,
  DataZoomInsideComponent, DataZoomSliderComponent, CanvasRenderer]);
echarts.registerLocale('PT-br', portuguese);

const React = window['__superset__/react'];
const h = React.createElement;
const FONT = { fontFamily: 'inherit', fontSize: 12, color: '#3D4756' };

function Message({ title, hint }) {
  return h('div', {
    role: 'status', style: { ...FONT, position: 'absolute', inset: 0, display: 'flex', flexDirection: 'column',
      alignItems: 'center', justifyContent: 'center', textAlign: 'center', padding: 24 },
  }, h('div', { style: { fontSize: 16, fontWeight: 600, marginBottom: 6 } }, title), h('div', null, hint));
}

function caption(hidden, lang, { reasons, hidden: sentence }) {
  const total = Object.values(hidden).reduce((sum, n) => sum + n, 0);
  if (!total) return '';
  const words = Object.entries(hidden).sort((a, b) => b[1] - a[1])
    .map(([why, n]) => `${lang.number(n)} ${reasons[why] || reasons.other}`);
  return sentence(lang.number(total), words.join(', '));
}

/** How many bubbles lie outside the part of the axes that is shown. */
function countOutside(chart, found) {
  const shows = (axis, value) => {
    const [from, to] = chart.getModel().getComponent(axis).axis.scale.getExtent();
    return value >= from - 1e-6 && value <= to + 1e-6;
  };
  return found.filter(({ value }) => !shows('xAxis', value[0]) || !shows('yAxis', value[1])).length;
}

/** Draws the rows of rpt_deal_tracker; props come from transformProps in index.js. */
export function DealTracker({
  width, height, rows, colourBy: firstColour, byDays: firstDays, withLane, fairFrom, goodFrom, currency, rowLimit, selected, canFilter, setDataMask,
}) {
  const [off, setOff] = React.useState(new Set());
  const [colourBy, setColourBy] = React.useState(firstColour);
  const [byDays, setByDays] = React.useState(firstDays);
  const [outside, setOutside] = React.useState(0);
  React.useEffect(() => setColourBy(firstColour), [firstColour]);
  React.useEffect(() => setByDays(firstDays), [firstDays]);
  const drawing = React.useRef(null);
  const canvas = React.useRef(null);
  const lang = React.useMemo(() => language(), []);
  const text = words(lang);
  const { drawn, hidden } = React.useMemo(() => split(rows, withLane), [rows, withLane]);
  const entries = React.useMemo(() => groups(drawn, colourBy), [drawn, colourBy]);
  const shown = React.useMemo(() => drawn.filter(row => !off.has(group(row, colourBy))), [drawn, off, colourBy]);
  const notes = [caption(hidden, lang, text), outside > 0 && text.outside(lang.number(outside)), rows.length >= rowLimit && text.limit(lang.number(rowLimit))].filter(Boolean);
  const narrow = width < 600;
  const chartHeight = Math.max(160, height - (narrow ? 104 : width < 1000 ? 66 : 34) - (notes.length ? (narrow ? 52 : 24) : 0));
  const total = lang.money(shown.reduce((sum, row) => sum + Number(row.estimated_revenue), 0), currency);

  React.useEffect(() => {
    if (!shown.length) return undefined;
    const chart = echarts.init(canvas.current, null, { renderer: 'canvas', locale: lang.isPortuguese ? 'PT-br' : 'EN', width, height: chartHeight });
    const colours = new Map(entries.map(entry => [entry.name, entry.colour]));
    const found = toBubbles(shown, { width, height: chartHeight, colours, colourBy, byDays });
    drawing.current = chart;
    const start = byDays ? 0 : dayOf(rows);
    const end = narrow ? null : horizon(found, start);
    chart.on('datazoom', () => setOutside(countOutside(chart, found)));
    chart.setOption(option({ bubbles: found, today: dayOf(rows), end, width, height: chartHeight, byDays, fairFrom, goodFrom, lang, text, currency }));
    setOutside(countOutside(chart, found));
    chart.on('click', clicked => {
      if (!clicked.data || !clicked.data.row) return;
      const pressed = clicked.event.event;
      if (canFilter && (pressed.ctrlKey || pressed.metaKey)) crossFilter(clicked.data.row, selected, setDataMask);
      else open(clicked.data.row);
    });
    const onKey = keyboard(chart, found);
    const node = canvas.current;
    node.addEventListener('keydown', onKey);
    return () => {
      node.removeEventListener('keydown', onKey);
      drawing.current = null;
      chart.dispose();
    };
  }, [rows, shown, entries, width, chartHeight, colourBy, byDays, fairFrom, goodFrom, canFilter, selected.join()]);

  const toggle = name => setOff(before => {
    const after = new Set(before);
    if (!after.delete(name)) after.add(name);
    return after;
  });
  const empty = !rows.length ? [text.noRows, text.noRowsHint]
    : !drawn.length ? [text.noneDrawn, caption(hidden, lang, text)]
      : !shown.length ? [text.allOff, text.allOffHint] : null;
  return h('div', { 'data-test': 'rapport-deal-tracker', style: { width, height, position: 'relative', overflow: 'hidden' } },
    h('div', { style: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '2px 12px' } },
      h(Legend, { entries, off, toggle, lang }),
      h(Tools, { text, colourBy, setColourBy, byDays, setByDays, zoom: factor => zoom(drawing.current, factor) })),
    h('div', {
      ref: canvas, role: 'img', tabIndex: 0, style: { width, height: chartHeight },
      'aria-label': text.summary(lang.number(shown.length), total),
    }),
    empty && h(Message, { title: empty[0], hint: empty[1] }),
    !empty && notes.length > 0 && h('div', { role: 'note', style: { ...FONT, padding: '2px 6px', color: '#5B6675' } }, notes.join(' · ')));
}
