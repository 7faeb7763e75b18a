// What a hover shows: the deal's name and account first, then one line per fact that is known.

import { escape, instant } from '../../shared/values.js';

function activity(at, type, lang, text) {
  const ms = instant(at);
  if (ms === null) return text.none;
  return type ? `${lang.date(ms)} (${lang.code(type)})` : lang.date(ms);
}

/** HTML of the tool-tip of one deal. */
export function tooltip(row, lang, text, currency) {
  const close = instant(row.estimated_close_date);
  const lines = [
    [text.owner, row.owner_name],
    [text.stage, row.stage_label, row.stage_colour],
    [text.close, close === null ? null : lang.date(close)],
    [text.revenue, lang.money(Number(row.estimated_revenue), currency)],
    [text.health, `${row.health_score === null ? '' : `${Math.floor(row.health_score)} · `}${lang.code(row.health_state)}`,
      row.health_colour],
    [text.trend, lang.code(row.health_trend)],
    'last_activity_at' in row && [text.lastActivity, activity(row.last_activity_at, row.last_activity_type, lang, text)],
    'next_activity_at' in row && [text.nextActivity, activity(row.next_activity_at, row.next_activity_type, lang, text)],
    Number.isFinite(row.win_probability) && [text.winProbability, lang.percent(row.win_probability)],
  ].filter(line => line && line[1] !== null && line[1] !== undefined && line[1] !== '');
  const dot = colour => (colour
    ? `<span style="display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px;background:${escape(colour)}"></span>`
    : '');
  const cells = lines.map(([label, value, colour]) => `<tr><td style="padding:1px 14px 1px 0;color:#5B6675">${escape(label)}</td>`
    + `<td style="padding:1px 0;color:#1B2733">${dot(colour)}${escape(value)}</td></tr>`);
  return '<div style="max-width:300px;white-space:normal;line-height:1.45">'
    + `<div style="font-weight:600;font-size:14px;color:#1B2733">${escape(row.record_name || text.unnamed)}</div>`
    + `<div style="color:#5B6675;margin-bottom:6px">${escape(row.account_name)}</div>`
    + `<table style="border-collapse:collapse;font-size:12px">${cells.join('')}</table>`
    + `<div style="margin-top:6px;font-size:11px;color:#8A94A3">${escape(text.open)}</div></div>`;
}
