// The metrics of the benchmarks: their order, their words and how a value is written.

const metric = (position, kind, en, pt) => ({ position, kind, words: [en, pt] });

export const METRICS = {
  interactions: metric(1, 'number', 'Interactions', 'Interações'),
  team_initiated_interactions: metric(2, 'number', 'Interactions that we started', 'Interações iniciadas por nós'),
  team_hours: metric(3, 'hours', 'Hours of our team', 'Horas da nossa equipe'),
  customer_hours: metric(4, 'hours', 'Hours of the customer', 'Horas do cliente'),
  team_email_ratio: metric(5, 'number', 'E-mails sent per e-mail received', 'E-mails enviados por e-mail recebido'),
  customer_email_ratio: metric(6, 'number', 'E-mails received per e-mail sent', 'E-mails recebidos por e-mail enviado'),
  team_first_response_hours: metric(7, 'hours', 'We answer within', 'Respondemos em'),
  customer_first_response_hours: metric(8, 'hours', 'The customer answers within', 'O cliente responde em'),
  team_response_rate: metric(9, 'percent', 'E-mails that we answer', 'E-mails que respondemos'),
  customer_response_rate: metric(10, 'percent', 'E-mails that the customer answers', 'E-mails que o cliente responde'),
};
