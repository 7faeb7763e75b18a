// The ECharts option: axes, health bands, the line of today, zoom, and the bubbles as one series.

import { hasScore } from './data.js';
import { tooltip } from './tooltip.js';

const BANDS = [
  ['poor', 0, 'fair', 'rgba(198,47,54,.055)'],
  ['fair', 'fair', 'good', 'rgba(217,146,10,.06)'],
  ['good', 'good', 100, 'rgba(46,139,87,.06)'],
];
const INK = '#3D4756';
const FAINT = '#8A94A3';

function bands(fairFrom, goodFrom, text, lowest) {
  const all = lowest < 0 ? [['noScore', lowest, 0, 'rgba(47,111,222,.05)'], ...BANDS] : BANDS;
  const level = value => ({ fair: fairFrom, good: goodFrom })[value] ?? value;
  return all.map(([name, from, to, color]) => [
    {
      yAxis: level(from), itemStyle: { color },
      label: { show: true, formatter: text[name], position: 'right', color: FAINT, fontSize: 11 },
    },
    { yAxis: level(to) },
  ]);
}

function xAxis(byDays, bubbles, today, text, narrow) {
  const shared = {
    name: byDays ? text.daysToClose : text.closeDate, nameLocation: 'middle', nameGap: 30,
    nameTextStyle: { color: INK, fontSize: 12 },
    axisLine: { lineStyle: { color: '#C5CCD6' } }, axisTick: { show: false },
    axisLabel: { color: INK, hideOverlap: true, fontSize: narrow ? 10 : 12 },
    splitLine: { show: true, lineStyle: { color: '#EDF0F4' } },
  };
  if (byDays) return { ...shared, type: 'value', min: 0, axisLabel: { ...shared.axisLabel, showMaxLabel: false } };
  const last = Math.max(today, ...bubbles.map(b => b.value[0]));
  const edge = Math.max((last - today) * 0.03, 86400000);
  const labels = { year: '{yyyy}', month: '{MMM} {yyyy}', day: '{d} {MMM}' };
  return {
    ...shared, type: 'time', min: today - edge, max: last + edge, splitNumber: narrow ? 3 : 7,
    axisLabel: { ...shared.axisLabel, formatter: labels },
  };
}

/** Room above the plot for bubbles that reach over its upper edge. */
function headroom(bubbles, plot) {
  const over = bubbles.map(({ value, diameter }) => diameter / 2 - ((100 - value[1]) / 100) * (plot - 40));
  return Math.min(60, Math.max(22, ...over));
}

/** Everything ECharts needs to draw `bubbles` (see data.js) at `width` by `height` pixels. */
export function option({ bubbles, today, width, height, byDays, end, fairFrom, goodFrom, lang, text, currency }) {
  const narrow = width < 600;
  const lowest = bubbles.some(({ row }) => !hasScore(row)) ? -20 : 0;
  const first = end === null ? {} : { startValue: byDays ? 0 : today - 86400000, endValue: end };
  const bottom = narrow ? 52 : 88;
  return {
    useUTC: true,
    animationDuration: bubbles.length > 1000 ? 0 : 350,
    grid: { left: narrow ? 38 : 56, right: narrow ? 60 : 62, top: headroom(bubbles, height - bottom), bottom },
    xAxis: xAxis(byDays, bubbles, today, text, narrow),
    yAxis: {
      type: 'value', min: lowest, max: 100, interval: 20, name: narrow ? '' : text.health, nameLocation: 'middle',
      nameGap: 36, nameTextStyle: { color: INK, fontSize: 12 }, axisLabel: { color: INK, fontSize: narrow ? 10 : 12, formatter: value => (value < 0 ? '' : String(value)) },
      splitLine: { lineStyle: { color: '#EDF0F4' } },
    },
    dataZoom: [
      { type: 'inside', xAxisIndex: 0, filterMode: 'none', ...first, zoomOnMouseWheel: 'ctrl', preventDefaultMouseMove: false },
      { type: 'inside', yAxisIndex: 0, filterMode: 'none', zoomOnMouseWheel: 'ctrl', preventDefaultMouseMove: false },
      ...(narrow ? [] : [{
        type: 'slider', xAxisIndex: 0, filterMode: 'none', ...first, height: 18, bottom: 8, showDetail: false,
        showDataShadow: false, brushSelect: false, borderColor: '#DDE2E9', fillerColor: 'rgba(11,92,173,.10)',
        handleStyle: { borderColor: '#8A94A3' }, moveHandleSize: 0,
      }]),
    ],
    tooltip: {
      trigger: 'item', confine: true, enterable: false, padding: [10, 12], borderColor: '#DDE2E9',
      extraCssText: 'box-shadow:0 4px 16px rgba(20,30,50,.16);border-radius:8px',
      formatter: hovered => (hovered.data && hovered.data.row ? tooltip(hovered.data.row, lang, text, currency) : ''),
    },
    series: [{
      type: 'scatter', progressive: 2000, cursor: 'pointer', clip: true,
      symbolSize: (_, hovered) => hovered.data.diameter,
      emphasis: { scale: 1.08, itemStyle: { opacity: 1, borderColor: '#1B2733', borderWidth: 2 } },
      data: bubbles.map(({ value, diameter, colour, row }) => ({
        value, diameter, row, name: row.record_name,
        itemStyle: { color: colour, opacity: bubbles.length > 1000 ? 0.62 : 0.78, borderColor: '#fff', borderWidth: bubbles.length > 1000 ? 0.5 : 1 },
      })),
      markArea: { silent: true, data: bands(fairFrom, goodFrom, text, lowest) },
      markLine: {
        silent: true, symbol: 'none', animation: false, lineStyle: { color: INK, type: 'dashed', width: 1 },
        label: { formatter: text.today, position: 'end', align: 'left', rotate: 0, distance: 4, color: INK, fontSize: 11 },
        data: [{ xAxis: byDays ? 0 : today }],
      },
    }],
  };
}
