// From the rows of rpt_deal_tracker to bubbles: which deals are drawn, how large, in which colour, and which are not.

import { instant } from '../../shared/values.js';

const FALLBACK_COLOUR = '#6B7280';
const SMALLEST = 7; // px: still large enough to hit; in a full chart 4, which zooming spreads

function status(row) {
  if (row.plot_status) return row.plot_status;
  if (instant(row.estimated_close_date) === null) return 'no_close_date';
  if (row.health_score === null || row.health_score === undefined) return 'no_health';
  return Number(row.estimated_revenue) > 0 ? 'plotted' : 'no_revenue';
}

/** Health at which deals without a score are drawn: in a lane of their own below the scale. */
export const LANE = -10;

export const hasScore = row => row.health_score !== null && row.health_score !== undefined;

/** {drawn: rows, hidden: {reason: count}}: no deal is dropped without being counted. With a lane, no score is no reason. */
export function split(rows, withLane) {
  const drawn = [];
  const hidden = {};
  rows.forEach(row => {
    const why = status(row);
    if (why === 'plotted' || (withLane && why === 'no_health' && Number(row.estimated_revenue) > 0)) drawn.push(row);
    else hidden[why] = (hidden[why] || 0) + 1;
  });
  return { drawn, hidden };
}

/** Legend entries in their order: [{name, colour, count}], by stage or by health. */
export function groups(drawn, colourBy) {
  const found = new Map();
  drawn.forEach(row => {
    const name = group(row, colourBy);
    const entry = found.get(name) || {
      name, count: 0,
      colour: (colourBy === 'health' ? row.health_colour : row.stage_colour) || FALLBACK_COLOUR,
      order: colourBy === 'health' ? (hasScore(row) ? -Number(row.health_score) : 1) : Number(row.stage_order),
    };
    entry.count += 1;
    found.set(name, entry);
  });
  return [...found.values()].sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
}

/** The legend entry that a deal belongs to. */
export function group(row, colourBy) {
  return String((colourBy === 'health' ? row.health_state : row.stage_label) || '-');
}

/** The day the data were made for: a deal's close date less its days to close; the clock only without both. */
export function today(rows) {
  const row = rows.find(r => instant(r.estimated_close_date) !== null && Number.isFinite(r.days_to_close));
  return row ? instant(row.estimated_close_date) - row.days_to_close * 86400000 : Date.now();
}

/** -6 to 6 by the key, so that deals without a score do not lie in one line. */
function spread(key) {
  let sum = 0;
  for (const letter of String(key)) sum = (sum * 31 + letter.charCodeAt(0)) % 1009;
  return (sum % 13) - 6;
}

/**
 * Bubbles, the largest first so that small ones lie on top: [{value: [x, health, revenue], diameter, colour, row}].
 * The area grows with the revenue; the largest bubble gets smaller as the chart gets fuller.
 */
export function bubbles(drawn, { width, height, colours, colourBy, byDays }) {
  const most = Math.max(1, ...drawn.map(row => Number(row.estimated_revenue)));
  const room = Math.sqrt((width * height) / Math.max(drawn.length, 1));
  const largest = Math.min(Math.max(room, 36), Math.min(width, height) / 6);
  const smallest = drawn.length > 1000 ? 4 : SMALLEST;
  return drawn
    .map(row => ({
      value: [
        byDays ? row.days_to_close : instant(row.estimated_close_date),
        hasScore(row) ? Number(row.health_score) : LANE + spread(row.record_key),
        Number(row.estimated_revenue),
      ],
      diameter: Math.max(smallest, largest * Math.sqrt(Number(row.estimated_revenue) / most)),
      colour: colours.get(group(row, colourBy)),
      row,
    }))
    .sort((a, b) => b.value[2] - a.value[2] || String(a.row.record_key).localeCompare(String(b.row.record_key)));
}

/** Where the horizontal axis ends at first: with all deals in view, unless a few far ones would squeeze the others. */
export function horizon(found, start) {
  const all = found.map(bubble => bubble.value[0]).sort((a, b) => a - b);
  if (all.length < 10) return null;
  const most = all[Math.floor((all.length - 1) * 0.97)];
  const end = start + (most - start) * 1.08;
  return all[all.length - 1] - start > 1.6 * (most - start) ? end : null;
}
