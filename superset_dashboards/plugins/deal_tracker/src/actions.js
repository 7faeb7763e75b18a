// What a bubble does: click opens the record page, Ctrl+click (Cmd on a Mac) filters the page, arrow keys walk.

import { safeAddress } from '../../shared/values.js';

/** Go to the deal's record page; in Superset's chart editor nothing is opened. */
export function open(row) {
  const address = safeAddress(row.record_url);
  if (address && !window.location.pathname.startsWith('/explore')) window.location.assign(address);
}

/** Filter the other charts by this deal, or lift the filter when it is this deal already. */
export function crossFilter(row, selected, setDataMask) {
  const off = selected.includes(row.record_key);
  setDataMask({
    extraFormData: off ? {} : { filters: [{ col: 'record_key', op: 'IN', val: [row.record_key] }] },
    filterState: off ? { value: null, selectedValues: null }
      : { value: [row.record_key], selectedValues: [row.record_key], label: row.record_name },
  });
}

/** Key handler: left and right go by close date, Enter opens, Escape leaves. */
export function keyboard(chart, bubbles) {
  const order = bubbles.map((b, index) => ({ x: b.value[0], index })).sort((a, b) => a.x - b.x).map(b => b.index);
  let at = -1;
  const show = type => chart.dispatchAction({ type, seriesIndex: 0, dataIndex: order[at] });
  return event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && order.length) {
      if (at >= 0) show('downplay');
      at = (at + step + order.length) % order.length;
      show('highlight');
      show('showTip');
      event.preventDefault();
    } else if (event.key === 'Enter' && at >= 0) {
      open(bubbles[order[at]].row);
    } else if (event.key === 'Escape' && at >= 0) {
      show('downplay');
      chart.dispatchAction({ type: 'hideTip' });
      at = -1;
    }
  };
}

/** Show a smaller or larger part of both axes around its middle, or everything when there is no factor. */
export function zoom(chart, factor) {
  if (!chart) return;
  const done = new Set();
  chart.getOption().dataZoom.forEach((part, index) => {
    const axis = part.xAxisIndex !== undefined && part.yAxisIndex === undefined ? 'x' : `${part.xAxisIndex ?? ''}y`;
    const half = factor === null ? 50 : Math.min(50, ((part.end - part.start) / 2) * factor);
    const middle = factor === null ? 50 : Math.min(100 - half, Math.max(half, (part.start + part.end) / 2));
    if (!done.has(axis)) chart.dispatchAction({ type: 'dataZoom', dataZoomIndex: index, start: middle - half, end: middle + half });
    done.add(axis);
  });
}
