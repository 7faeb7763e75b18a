// Values as Superset sends them, made safe to use.

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is safe inside HTML. */
export const escape = text => String(text ?? '').replace(/[&<>"']/g, c => ESCAPES[c]);

/** Milliseconds of a day or an instant that came as a number or as ISO text; null when there is none. */
export function instant(value) {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return value;
  const text = String(value).replace(' ', 'T');
  const ms = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) || text.length === 10 ? text : `${text}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** The address when a browser may follow it: a path of this server, or http(s); else null. */
export const safeAddress = address => (/^\/(?!\/)|^https?:\/\//.test(address || '') ? address : null);

/** Whether charts stand below each other and may be as high as they need (the same width as in look.css). */
export const isPhone = () => window.innerWidth < 768;
