-- One row per record and context (alone, or beside one of its contacts or opportunities) with what the nine questions
-- ask. Count the rows where the record stands alone; those beside something are for filters on it.

select
    records.source_system,
    records.record_key,
    records.record_type,
    records.record_id,
    records.record_name,
    {% set deals = 'records.record_type = \'opportunity\' and ' -%}
    case
        when {{ deals }}records.is_open then '{{ label("Open opportunities", "Oportunidades em aberto") }}'
        when {{ deals }}not records.is_open then '{{ label("Closed opportunities", "Oportunidades fechadas") }}'
        when records.record_type = 'account' then '{{ label("Accounts", "Contas") }}'
        when records.record_type = 'contact' then '{{ label("Contacts", "Contatos") }}'
        else '{{ label("Leads", "Leads") }}'
    end as answers_for,
    records.account_name,
    contacts.record_name as contact_name,
    deals.record_name as opportunity_name,
    records.owner_name,
    records.owner_team,
    contexts.context_key,
    contexts.record_key = contexts.context_key as is_alone,
    {{ as_of() }} as as_of,
    {%- for kpi in [
        'emails_sent', 'emails_received', 'meetings_sent', 'meetings_received', 'team_minutes', 'customer_minutes',
        'facetime_minutes', 'customer_response_rate', 'customer_turns_waiting', 'team_first_response_hours',
        'team_turns_waiting', 'team_initiated_activities', 'customer_initiated_activities',
    ] %}
    kpis.{{ kpi }},
    {%- endfor %}
    latest.last_team_activity_at,
    latest.last_customer_activity_at,
    latest.next_activity_at,
    latest.next_activity_type,
    health.health_score,
    health.health_state,
    health.health_colour,
    health.health_trend,
    opportunities.estimated_revenue,
    stakes.rank as invest_rank,
    stakes.score as at_stake,
    best.action as next_action,
    best.gain,
    records.record_url,
    records.crm_url
from {{ ref('fct_record_contexts') }} as contexts
inner join {{ ref('dim_records') }} as records on contexts.record_key = records.record_key
inner join {{ ref('fct_relationship_kpis') }} as kpis on records.record_key = kpis.record_key
inner join {{ ref('fct_health') }} as health on records.record_key = health.record_key
left join {{ ref('fct_last_and_next_activities') }} as latest on records.record_key = latest.record_key
left join {{ ref('dim_records') }} as contacts on contexts.contact_key = contacts.record_key
left join {{ ref('dim_records') }} as deals on contexts.opportunity_key = deals.record_key
left join {{ ref('dim_opportunities') }} as opportunities on records.record_key = opportunities.opportunity_key
left join {{ ref('fct_stakes') }} as stakes on records.record_key = stakes.opportunity_key
left join {{ ref('fct_best_actions') }} as best on records.record_key = best.record_key
