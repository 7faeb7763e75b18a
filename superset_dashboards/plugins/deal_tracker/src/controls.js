// Above the chart: the legend, whose entries switch bubbles off and on, and the switches for colour, axis and zoom.

const React = window['__superset__/react'];
const h = React.createElement;
const FONT = { fontFamily: 'inherit', fontSize: 12, color: '#3D4756' };
const ROW = { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 6, padding: '2px 4px 4px' };

export function Legend({ entries, off, toggle, lang }) {
  const button = (on) => ({
    ...FONT, display: 'inline-flex', alignItems: 'center', gap: 6, padding: '2px 10px', borderRadius: 12,
    border: '1px solid #DDE2E9', background: '#fff', cursor: 'pointer', opacity: on ? 1 : 0.45,
  });
  const dot = colour => ({ width: 10, height: 10, borderRadius: '50%', background: colour });
  return h('div', { style: ROW },
    entries.map(entry => h('button', {
      key: entry.name, type: 'button', style: button(!off.has(entry.name)), 'aria-pressed': !off.has(entry.name),
      onClick: () => toggle(entry.name),
    }, h('span', { style: dot(entry.colour) }), lang.code(entry.name),
    h('span', { style: { color: '#5B6675' } }, lang.number(entry.count)))));
}

function Switch({ label, name, value, choices, choose }) {
  const style = on => ({
    ...FONT, border: 'none', padding: '2px 9px', cursor: 'pointer', borderRadius: 10, background: on ? '#0B5CAD' : 'transparent',
    color: on ? '#fff' : '#3D4756',
  });
  return h('span', { role: 'group', 'aria-label': label, 'data-test': `rapport-${name}`, style: { display: 'inline-flex', alignItems: 'center', gap: 4 } },
    h('span', { style: { ...FONT, color: '#5B6675' } }, label),
    h('span', { style: { display: 'inline-flex', border: '1px solid #DDE2E9', borderRadius: 12 } },
      choices.map(([key, word]) => h('button', { key: word, type: 'button', style: style(key === value), 'aria-pressed': key === value, onClick: () => choose(key) }, word))));
}

export function Tools({ text, colourBy, setColourBy, byDays, setByDays, zoom }) {
  const button = (label, sign, factor) => h('button', {
    type: 'button', title: label, 'aria-label': label, onClick: () => zoom(factor),
    style: { ...FONT, border: '1px solid #DDE2E9', background: '#fff', borderRadius: 6, minWidth: 26, padding: '1px 7px', cursor: 'pointer' },
  }, sign);
  return h('div', { style: { ...ROW, gap: 12 } },
    h(Switch, { label: text.colour, name: 'colour', value: colourBy, choose: setColourBy, choices: [['stage', text.byStage], ['health', text.byHealth]] }),
    h(Switch, { label: text.axis, name: 'axis', value: byDays, choose: setByDays, choices: [[false, text.byDate], [true, text.byDays]] }),
    h('span', { style: { display: 'inline-flex', gap: 4 } },
      button(text.zoomIn, '+', 0.6), button(text.zoomOut, '−', 1 / 0.6), button(text.zoomAll, text.zoomAll, null)));
}
