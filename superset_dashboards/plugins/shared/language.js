// The language of the installation: number and date formats, and the words for codes that stand in the data.

const CODES_PT = {
  Good: 'Boa', Fair: 'Razoável', Poor: 'Ruim', 'Not enough info': 'Sem dados suficientes',
  'No closed activities': 'Sem atividades concluídas', 'Older than two years': 'Mais de dois anos',
  Improving: 'Melhorando', Steady: 'Estável', Declining: 'Piorando',
  email: 'E-mail', meeting: 'Reunião', call: 'Telefonema', task: 'Tarefa', other: 'Outra',
  outgoing: 'Enviada', incoming: 'Recebida', completed: 'Concluída', scheduled: 'Agendada', open: 'Aberta',
  won: 'Ganha', lost: 'Perdida', qualified: 'Qualificado', disqualified: 'Desqualificado', team: 'Equipe', customer: 'Cliente',
  regarding: 'Referente ao registro', participant: 'Pelos participantes',
  single_open_opportunity: 'Único negócio em aberto', account_opportunity: 'Negócio da conta',
  child_account: 'Conta subordinada', no_close_date: 'Sem data de fechamento', past_due: 'Data vencida',
  no_health: 'Sem nota de saúde', no_revenue: 'Sem receita', plotted: 'No gráfico',
};
const CODES_EN = {
  email: 'E-mail', meeting: 'Meeting', call: 'Call', task: 'Task', other: 'Other', outgoing: 'Sent',
  incoming: 'Received', completed: 'Completed', scheduled: 'Planned', open: 'Open', won: 'Won', lost: 'Lost', qualified: 'Qualified',
  disqualified: 'Disqualified',
  team: 'Team', customer: 'Customer', regarding: 'Regarding the record', participant: 'By its people',
  single_open_opportunity: 'Only open deal', account_opportunity: 'Deal of the account',
  child_account: 'Child account', no_close_date: 'No close date', past_due: 'Past due',
  no_health: 'No health score yet', no_revenue: 'No revenue', plotted: 'In the chart',
};

function supersetLocale() {
  try {
    return JSON.parse(document.getElementById('app').dataset.bootstrap).common.locale || 'en';
  } catch {
    return 'en';
  }
}

/** {isPortuguese, integer, number, percent, money, date, dateTime, code}: all from value to text; days are UTC days. */
export function language(locale = supersetLocale()) {
  const isPortuguese = locale.startsWith('pt');
  const tag = isPortuguese ? 'pt-BR' : (navigator.languages || []).find(l => l.startsWith('en-')) || 'en-GB';
  const formats = {
    integer: new Intl.NumberFormat(tag, { maximumFractionDigits: 0 }),
    number: new Intl.NumberFormat(tag, { maximumFractionDigits: 1 }),
    percent: new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 0 }),
    date: new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' }),
    dateTime: new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }),
  };
  const money = (value, currency) => {
    try {
      return new Intl.NumberFormat(tag, { style: 'currency', currency, maximumFractionDigits: 0 }).format(value);
    } catch {
      return `${formats.integer.format(value)} ${currency || ''}`.trim();
    }
  };
  const codes = isPortuguese ? CODES_PT : CODES_EN;
  const text = Object.fromEntries(Object.entries(formats).map(([name, format]) => [name, value => format.format(value)]));
  return { isPortuguese, ...text, money, code: value => codes[value] || String(value ?? '') };
}
