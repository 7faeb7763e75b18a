// What a hover shows: the deal's name and account first, then one line per fact that is known.

import { instant } from './data.js';

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is safe inside HTML. */
export const escape = text => String(text ?? '').replace(/[&<>"']/g, c => escapes[c]);

function activity(at, type, lang) {
  const ms = instant(at);
  if (ms === null) return lang.text.none;
  return type ? `${lang.date(ms)} (${type})` : lang.date(ms);
}

/** HTML of the tool-tip of one deal. */
export function tooltip(row, lang) {
  const { text } = lang;
  const close = instant(row.estimated_close_date);
  const lines = [
    [text.owner, row.owner_name],
    [text.stage, row.stage, row.stage_colour],
    [text.close, close === null ? null : lang.date(close)],
    [text.revenue, lang.money(Number(row.estimated_revenue), row.currency)],
    [text.health, [Math.floor(row.health_score), row.health_state].filter(v => v !== undefined && v !== null).join(' · '),
      row.health_colour],
    [text.trend, row.health_trend],
    'last_activity_at' in row && [text.lastActivity, activity(row.last_activity_at, row.last_activity_type, lang)],
    'next_activity_at' in row && [text.nextActivity, activity(row.next_activity_at, row.next_activity_type, lang)],
    Number.isFinite(row.win_probability) && [text.winProbability, lang.percent(row.win_probability)],
  ].filter(line => line && line[1] !== null && line[1] !== undefined && line[1] !== '');
  const dot = colour => (colour
    ? `<span style="display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:6px;background:${escape(colour)}"></span>`
    : '');
  const cells = lines.map(([label, value, colour]) => `<tr><td style="padding:1px 14px 1px 0;color:#5B6675">${escape(label)}</td>`
    + `<td style="padding:1px 0;color:#1B2733">${dot(colour)}${escape(value)}</td></tr>`);
  return '<div style="max-width:300px;white-space:normal;line-height:1.45">'
    + `<div style="font-weight:600;font-size:14px;color:#1B2733">${escape(row.opportunity_name || text.unnamed)}</div>`
    + `<div style="color:#5B6675;margin-bottom:6px">${escape(row.account_name)}</div>`
    + `<table style="border-collapse:collapse;font-size:12px">${cells.join('')}</table>`
    + `<div style="margin-top:6px;font-size:11px;color:#8A94A3">${escape(text.open)}</div></div>`;
}
