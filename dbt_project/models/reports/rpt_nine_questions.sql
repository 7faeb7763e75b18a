-- One row per record and context (alone, or beside one of its contacts or opportunities) with what the nine questions
-- ask. Count the rows where the record stands alone; those beside something are for filters on it.

{% set of_record = ['source_system', 'record_key', 'record_type', 'record_id', 'record_name'] %}
{% set of_kpis = [
    'emails_sent', 'emails_received', 'meetings_sent', 'meetings_received', 'team_minutes', 'customer_minutes',
    'facetime_minutes', 'customer_response_rate', 'customer_turns_waiting', 'team_first_response_hours',
    'team_turns_waiting', 'team_initiated_activities', 'customer_initiated_activities',
] %}
{% set of_latest = [
    'last_team_activity_at', 'last_customer_activity_at', 'next_activity_at', 'next_activity_type'
] %}
{% set of_health = ['health_score', 'health_state', 'health_colour', 'health_trend'] %}
{% set of_deals = ['estimated_revenue', 'invest_rank', 'at_stake', 'next_action', 'gain'] %}
{% set deals = 'records.record_type = \'opportunity\' and ' %}
with

-- What is answered for a record is the same in all its contexts.
answers as (

    select
        {% for column in of_record + ['account_name', 'owner_name', 'owner_team', 'record_url', 'crm_url'] -%}
        records.{{ column }},
        {% endfor -%}
        case
            when {{ deals }}records.is_open then '{{ label("Open opportunities", "Oportunidades em aberto") }}'
            when {{ deals }}not records.is_open then '{{ label("Closed opportunities", "Oportunidades fechadas") }}'
            when records.record_type = 'account' then '{{ label("Accounts", "Contas") }}'
            when records.record_type = 'contact' then '{{ label("Contacts", "Contatos") }}'
            else '{{ label("Leads", "Leads") }}'
        end as answers_for,
        {% for columns, relation in [(of_kpis, 'kpis'), (of_latest, 'latest'), (of_health, 'health')] -%}
        {% for column in columns -%}
        {{ relation }}.{{ column }},
        {% endfor -%}
        {% endfor -%}
        opportunities.estimated_revenue,
        stakes.rank as invest_rank,
        stakes.score as at_stake,
        best.action as next_action,
        best.gain
    from {{ ref('dim_records') }} as records
    inner join {{ ref('fct_relationship_kpis') }} as kpis on records.record_key = kpis.record_key
    inner join {{ ref('fct_health') }} as health on records.record_key = health.record_key
    left join {{ ref('fct_last_and_next_activities') }} as latest on records.record_key = latest.record_key
    left join {{ ref('dim_opportunities') }} as opportunities on records.record_key = opportunities.opportunity_key
    left join {{ ref('fct_stakes') }} as stakes on records.record_key = stakes.opportunity_key
    left join {{ ref('fct_best_actions') }} as best on records.record_key = best.record_key

)

select
    {% for column in of_record + ['answers_for', 'account_name'] -%}
    answers.{{ column }},
    {% endfor -%}
    contacts.record_name as contact_name,
    deals.record_name as opportunity_name,
    answers.owner_name,
    answers.owner_team,
    contexts.context_key,
    contexts.record_key = contexts.context_key as is_alone,
    {{ as_of() }} as as_of,
    {% for column in of_kpis + of_latest + of_health + of_deals -%}
    answers.{{ column }},
    {% endfor -%}
    answers.record_url,
    answers.crm_url
from {{ ref('fct_record_contexts') }} as contexts
inner join answers on contexts.record_key = answers.record_key
left join {{ ref('dim_records') }} as contacts on contexts.contact_key = contacts.record_key
left join {{ ref('dim_records') }} as deals on contexts.opportunity_key = deals.record_key
