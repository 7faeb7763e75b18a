{# The list of records of one type with KPIs and health: the same columns for all four, more between identity and KPIs.
   `more` are select items, `joins` bring in what they read. #}
{% macro record_kpis(record_type, more=[], joins='') %}
select
    records.source_system,
    records.record_key,
    records.record_id,
    records.record_name,
    records.owner_name,
    records.owner_team,
    records.segment,
    {%- for item in more %}
    {{ item }},
    {%- endfor %}
    {{ as_of() }} as as_of,
    records.created_at,
    records.is_reconstructed,
    {%- for kpi in [
        'emails_sent', 'emails_received', 'meetings_sent', 'meetings_received', 'calls_made', 'calls_received',
        'tasks_completed', 'other_activities', 'team_minutes', 'customer_minutes', 'facetime_minutes',
    ] %}
    kpis.{{ kpi }},
    {%- endfor %}
    kpis.team_minutes / 60e0 as team_hours,
    kpis.customer_minutes / 60e0 as customer_hours,
    {%- for side in ['team', 'customer'] %}
    kpis.{{ side }}_response_rate,
    kpis.{{ side }}_first_response_hours,
    kpis.{{ side }}_first_response_hours_median,
    kpis.{{ side }}_first_response_hours_p90,
    kpis.{{ side }}_first_response_hours_business,
    kpis.{{ side }}_turns_waiting,
    {%- endfor %}
    {%- for kpi in [
        'team_email_ratio', 'customer_email_ratio', 'email_open_rate', 'link_click_rate', 'attachment_view_rate',
        'team_initiated_activities', 'customer_initiated_activities',
    ] %}
    kpis.{{ kpi }},
    {%- endfor %}
    cycles.outside_cycle_share,
    {{ whole_days_between('cycles.last_outside_cycle_at', as_of()) }} as days_since_outside_cycle,
    {%- for side in ['team', 'customer'] %}
    latest.last_{{ side }}_activity_at,
    latest.last_{{ side }}_activity_type,
    latest.last_{{ side }}_activity_direction,
    latest.last_{{ side }}_activity_id,
    {%- endfor %}
    greatest(latest.last_team_activity_at, latest.last_customer_activity_at) as last_activity_at,
    latest.next_activity_at,
    latest.next_activity_type,
    latest.next_activity_direction,
    latest.next_activity_id,
    health.health_score,
    health.health_state,
    health.health_colour,
    health.health_trend,
    {%- for factor in health_factors() %}
    health.points_{{ factor }},
    {%- endfor %}
    records.record_url,
    records.crm_url
from {{ ref('dim_records') }} as records
inner join {{ ref('fct_relationship_kpis') }} as kpis on records.record_key = kpis.record_key
inner join {{ ref('fct_health') }} as health on records.record_key = health.record_key
left join {{ ref('fct_last_and_next_activities') }} as latest on records.record_key = latest.record_key
left join {{ ref('fct_outside_sales_cycles') }} as cycles on records.record_key = cycles.record_key
{{ joins }}
where records.record_type = '{{ record_type }}'
{% endmacro %}
