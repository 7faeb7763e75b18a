// Asks for what a dashboard needs while the browser still reads Superset's six megabytes of scripts, which would ask for
// it only when they are done: what every dashboard needs, and what the charts and filters of this one asked for the last
// time it was opened in this browser. Each answer is handed over once, to the first who asks the same; the rest is dropped.
(() => {
  const [, slug] = location.pathname.match(/^\/superset\/dashboard\/([\w-]+)\/$/) || [];
  if (!slug) return;
  const QUIET = 15000; // milliseconds without a new question, after which a page has asked for all that it shows at first
  const KNOWN_IN = 15000; // milliseconds from when the page asks for its charts; a file that fails is not waited for
  const own = document.currentScript;
  const memory = location.search ? null : `rapport-early ${own.dataset.version} ${slug}`; // a record's page is another each time
  const usual = window.fetch;
  const name = (address, body) => `${String(address).replace(location.origin, '')} ${body || ''}`;
  const answers = new Map();
  const ask = (address, body) => {
    const answer = usual(address, {
      method: body ? 'POST' : 'GET', body,
      headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
    });
    answer.catch(() => {}); // who asks is told
    answers.set(name(address, body), answer);
  };

  const board = `/api/v1/dashboard/${slug}`;
  const columns = 'id,slug,url,dashboard_title,published,css,theme,json_metadata,position_json,certified_by,'
    + 'certification_details,changed_by_name,changed_by,changed_on,created_by,charts,owners,roles,tags,'
    + 'changed_on_delta_humanized,created_on_delta_humanized,is_managed_externally,uuid';
  const [plugins, charts] = ['/dynamic-plugins/api/read', `${board}/charts`];
  [plugins, `${board}?q=(columns:!(${columns}))`, charts, `${board}/datasets`].forEach(address => ask(address));
  let last = { scripts: [], asked: [] };
  try {
    last = JSON.parse(localStorage.getItem(memory)) || last;
  } catch { /* no memory is no loss */ }
  const link = more => document.head.append(Object.assign(document.createElement('link'), { nonce: own.nonce, ...more }));
  last.scripts.forEach(href => link({ rel: 'preload', as: 'script', fetchPriority: 'low', href }));
  last.asked.forEach(([address, body]) => ask(address, body));

  // Superset fills in what a chart's file leaves out as soon as it has the charts, from the kinds of charts that it knows
  // by then: Rapport's own must be among them, or a chart would ask for other rows from one time to the next.
  const known = new Set();
  let looked = () => {};
  addEventListener('rapport-chart', ({ detail }) => looked(known.add(detail)));
  const allKnown = answers.get(name(plugins)).then(answer => answer.clone().json()).then(({ result }) => new Promise(done => {
    result.forEach(({ key, bundle_url: href }) => {
      link({ rel: 'modulepreload', href, onerror: () => looked(known.add(key)) });
    });
    looked = () => result.every(({ key }) => known.has(key)) && done();
    looked();
  })).catch(() => {});
  // One that loads and says nothing holds no page up.
  const orLate = () => new Promise(done => { setTimeout(done, KNOWN_IN); });

  const asked = new Map();
  let isFirst = true;
  let quiet;
  const touched = () => { isFirst = false; };
  ['pointerdown', 'keydown'].forEach(event => addEventListener(event, touched, { once: true, capture: true }));
  window.fetch = (address, options = {}) => {
    const body = options.method === 'POST' && typeof options.body === 'string' ? options.body : '';
    const isChart = body && String(address).includes('/api/v1/chart/data');
    const key = isChart || (options.method || 'GET') === 'GET' ? name(address, body) : null;
    const early = answers.get(key);
    answers.delete(key);
    const isNew = isChart && isFirst && !asked.has(key);
    if (isNew) asked.set(key, [String(address).replace(location.origin, ''), body]);
    if (isNew || early) hasAsked();
    if (!early) return usual(address, options);
    return key === name(charts) ? Promise.race([allKnown, orLate()]).then(() => early) : early;
  };
  const remember = () => {
    const loaded = performance.getEntriesByType('resource').map(entry => entry.name.replace(location.origin, ''))
      .filter(script => /^\/static\/assets\/[\w.]+\.chunk\.js$/.test(script));
    try {
      const value = JSON.stringify({ scripts: [...new Set(loaded)], asked: [...asked.values()] });
      if (memory && asked.size) localStorage.setItem(memory, value);
    } catch { /* full */ }
  };
  const hasAsked = () => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      answers.clear();
      touched();
      remember();
    }, QUIET);
  };
  addEventListener('pagehide', remember);
})();
