-- One row per open opportunity and risk rule that it breaks: since when, and the evidence in words with its numbers.

{% set english = {
    'silent': 'Nothing from the customer and no meeting for {n} days, since {day}; from {limit} days on it is a risk.',
    'ghosted': '{n} messages of ours in a row without an answer, the first on {day}.',
    'overdue': 'The estimated close date, {day}, passed {n} days ago.',
    'no_next_step': 'No meeting, call or task has been planned for {n} days, since {day}.',
    'stalled': 'In this stage for {n} days, since {day}; {m} % of the won deals left it within {limit} days.',
    'pushed': 'The close date was moved later {n} times, by {m} days in all, last on {day}.',
    'single_threaded': 'In touch with {n} of the {limit} contacts that are expected within {m} days.',
    'no_decision_maker': 'Nobody of at least the level {level} has been in touch within {m} days.',
    'health_drop': 'Health fell by {n} points within {m} days; from {limit} points on it is a risk.',
    'slowing': 'The last three answers of the customer took {n} hours on average, those before {m}.',
} %}
{% set portuguese = {
    'silent': 'Nada do cliente e nenhuma reunião há {n} dias, desde {day}; a partir de {limit} dias é um risco.',
    'ghosted': '{n} mensagens nossas seguidas sem resposta, a primeira em {day}.',
    'overdue': 'A data estimada de fechamento, {day}, venceu há {n} dias.',
    'no_next_step': 'Nenhuma reunião, telefonema ou tarefa planejada há {n} dias, desde {day}.',
    'stalled': 'Nesta fase há {n} dias, desde {day}; {m} % dos negócios ganhos saíram dela em até {limit} dias.',
    'pushed': 'A data de fechamento foi adiada {n} vezes, {m} dias ao todo, a última em {day}.',
    'single_threaded': 'Em contato com {n} dos {limit} contatos esperados em {m} dias.',
    'no_decision_maker': 'Ninguém de nível {level} ou acima esteve em contato em {m} dias.',
    'health_drop': 'A saúde caiu {n} pontos em {m} dias; a partir de {limit} pontos é um risco.',
    'slowing': 'As três últimas respostas do cliente levaram {n} horas em média, as anteriores {m}.',
} %}
with

worded as (

    select
        risks.*,
        {{ evidence_text(english, 'en') }} as evidence_en,
        {{ evidence_text(portuguese, 'pt') }} as evidence_pt
    from {{ ref('fct_risks') }} as risks

)

select
    records.source_system,
    records.record_key,
    records.record_id as opportunity_id,
    records.record_name,
    records.account_name,
    records.owner_name,
    records.owner_team,
    opportunities.stage_label,
    opportunities.stage_order,
    opportunities.stage_colour,
    opportunities.estimated_revenue,
    opportunities.estimated_close_date,
    health.health_score,
    health.health_state,
    health.health_colour,
    worded.rule,
    rules.rule_order,
    {{ label('rules.rule_label', 'rules.rule_label_pt') }} as rule_label,
    worded.since,
    {{ dates_between('worded.since', day_of(as_of())) }} as days_at_risk,
    {{ label('worded.evidence_en', 'worded.evidence_pt') }} as evidence,
    worded.evidence_en,
    worded.evidence_pt,
    records.record_url,
    records.crm_url
from worded
inner join {{ ref('dim_records') }} as records on worded.opportunity_key = records.record_key
inner join {{ ref('dim_opportunities') }} as opportunities on worded.opportunity_key = opportunities.opportunity_key
inner join {{ ref('fct_health') }} as health on worded.opportunity_key = health.record_key
inner join {{ ref('risk_rules') }} as rules on worded.rule = rules.rule
