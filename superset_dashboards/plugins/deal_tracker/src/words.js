// The words of the chart in English and Portuguese.

const EN = {
  health: 'Relationship health', closeDate: 'Estimated close date', daysToClose: 'Days until close', today: 'Today',
  account: 'Account', owner: 'Owner', stage: 'Stage', close: 'Closes', revenue: 'Estimated revenue',
  trend: 'Trend', lastActivity: 'Last activity', nextActivity: 'Next activity', winProbability: 'Chance to win',
  none: 'none', unnamed: '(no name)',
  open: 'Click opens the deal, Ctrl+click filters the page',
  good: 'Good', fair: 'Fair', poor: 'Poor',
  noRows: 'No open deals match the filters.', noRowsHint: 'Clear a filter, or choose another owner or stage.',
  noneDrawn: 'None of these deals can be drawn.', allOff: 'Every colour is switched off.',
  allOffHint: 'Switch one on in the legend above.',
  hidden: (n, reasons) => `${n} ${n === '1' ? 'deal is' : 'deals are'} not shown: ${reasons}`,
  reasons: {
    no_close_date: 'without close date', past_due: 'past their close date', no_health: 'without health score',
    no_revenue: 'without revenue', other: 'for another reason',
  },
  limit: n => `Only the ${n} largest deals were read; narrow the filters or raise the row limit.`,
  summary: (n, total) => `Deal tracker: ${n} open deals worth ${total}, by close date and relationship health. `
    + 'Arrow keys go from deal to deal, Enter opens one.',
  noScore: 'No score', colour: 'Colour', axis: 'Across', byStage: 'Stage', byHealth: 'Health', byDate: 'Close date', byDays: 'Days',
  zoomIn: 'Zoom in', zoomOut: 'Zoom out', zoomAll: 'Show all',
  outside: n => `${n} ${n === '1' ? 'deal lies' : 'deals lie'} outside the part shown: "Show all" or the slider brings ${n === '1' ? 'it' : 'them'} in.`,
};

const PT_BR = {
  health: 'Saúde do relacionamento', closeDate: 'Data de fechamento estimada', daysToClose: 'Dias até o fechamento',
  today: 'Hoje',
  account: 'Conta', owner: 'Proprietário', stage: 'Fase', close: 'Fecha em', revenue: 'Receita estimada',
  trend: 'Tendência', lastActivity: 'Última atividade', nextActivity: 'Próxima atividade',
  winProbability: 'Chance de ganhar', none: 'nenhuma', unnamed: '(sem nome)',
  open: 'Clique abre o negócio, Ctrl+clique filtra a página',
  good: 'Boa', fair: 'Razoável', poor: 'Ruim',
  noRows: 'Nenhum negócio em aberto corresponde aos filtros.',
  noRowsHint: 'Limpe um filtro ou escolha outro proprietário ou outra fase.',
  noneDrawn: 'Nenhum destes negócios pode ser desenhado.', allOff: 'Todas as cores estão desligadas.',
  allOffHint: 'Ligue uma delas na legenda acima.',
  hidden: (n, reasons) => (n === '1' ? `1 negócio não aparece: ${reasons}` : `${n} negócios não aparecem: ${reasons}`),
  reasons: {
    no_close_date: 'sem data de fechamento', past_due: 'com data vencida', no_health: 'sem nota de saúde',
    no_revenue: 'sem receita', other: 'por outro motivo',
  },
  limit: n => `Somente os ${n} maiores negócios foram lidos; restrinja os filtros ou aumente o limite.`,
  summary: (n, total) => `Acompanhamento de negócios: ${n} negócios em aberto no valor de ${total}, por data de `
    + 'fechamento e saúde do relacionamento. As setas vão de um negócio a outro, Enter abre.',
  noScore: 'Sem nota', colour: 'Cor', axis: 'Eixo', byStage: 'Fase', byHealth: 'Saúde', byDate: 'Fechamento', byDays: 'Dias',
  zoomIn: 'Ampliar', zoomOut: 'Reduzir', zoomAll: 'Mostrar tudo',
  outside: n => `${n} ${n === '1' ? 'negócio está' : 'negócios estão'} fora da parte mostrada: use "Mostrar tudo" ou a barra abaixo.`,
};

/** The words of the chart, in the language of the installation. */
export const words = lang => (lang.isPortuguese ? PT_BR : EN);
