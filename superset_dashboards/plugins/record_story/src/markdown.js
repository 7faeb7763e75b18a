// The little Markdown that model cards are written in (headings, paragraphs, lists, tables, bold, code) as React nodes.

const React = window['__superset__/react'];
const h = React.createElement;
const LINE = '1px solid #E8ECF1';

const inline = text => text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).filter(Boolean).map((part, i) => (
  part.startsWith('**') ? h('strong', { key: i }, part.slice(2, -2)) : part.startsWith('`') ? h('code', { key: i }, part.slice(1, -1)) : part));

const cells = line => line.trim().replace(/^\||\|$/g, '').split('|').map(cell => cell.trim());

function Table({ lines, lang }) {
  const [head, , ...body] = lines.map(cells);
  const side = i => ({ padding: '3px 14px 3px 0', borderBottom: LINE, textAlign: i ? 'right' : 'left', fontVariantNumeric: 'tabular-nums' });
  return h('table', { style: { borderCollapse: 'collapse', margin: '4px 0 10px' } },
    h('thead', null, h('tr', null, head.map((cell, i) => h('th', { key: i, style: { ...side(i), fontWeight: 600, color: '#3D4756' } }, lang.code(cell))))),
    h('tbody', null, body.map((row, n) => h('tr', { key: n }, row.map((cell, i) => h('td', { key: i, style: side(i) }, lang.code(cell)))))));
}

function block(lines, key, lang) {
  const [first] = lines;
  const heading = /^(#+) (.*)$/.exec(first);
  if (heading) return h('div', { key, role: 'heading', 'aria-level': heading[1].length + 3, style: { fontSize: heading[1].length > 1 ? 13.5 : 16, fontWeight: 600, margin: '8px 0 4px' } }, inline(heading[2]));
  if (first.startsWith('|')) return h(Table, { key, lines, lang });
  if (!first.startsWith('- ')) return h('p', { key, style: { margin: '0 0 8px', maxWidth: '75ch' } }, inline(lines.join(' ')));
  const items = lines.reduce((found, line) => (line.startsWith('- ') ? [...found, line.slice(2)] : [...found.slice(0, -1), `${found.at(-1)} ${line.trim()}`]), []);
  return h('ul', { key, style: { margin: '0 0 8px', paddingLeft: 20 } }, items.map((item, i) => h('li', { key: i }, inline(item))));
}

/** `text` as nodes; blocks are parted by empty lines, and a heading stands alone. */
export function markdown(text, lang) {
  const blocks = String(text || '').replace(/^(#.*)$/gm, '\n$1\n').split(/\n\s*\n/).map(part => part.split('\n').filter(line => line.trim()));
  return blocks.filter(lines => lines.length).map((lines, key) => block(lines, key, lang));
}
