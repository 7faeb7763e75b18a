-- One row per open opportunity: what the deal tracker plots, and for a deal that cannot be plotted, why.

select
    records.source_system,
    records.record_key,
    records.record_id,
    records.record_name,
    records.account_name,
    records.owner_name,
    records.owner_team,
    records.segment,
    opportunities.stage,
    coalesce(opportunities.stage_label, 'Unknown') as stage_label,
    coalesce(opportunities.stage_order, 9) as stage_order,
    coalesce(opportunities.stage_colour, '#8A8F98') as stage_colour,
    opportunities.estimated_revenue,
    opportunities.estimated_close_date,
    opportunities.days_to_close,
    health.health_score,
    health.health_state,
    health.health_colour,
    health.health_trend,
    latest.last_team_activity_at,
    latest.last_customer_activity_at,
    greatest(latest.last_team_activity_at, latest.last_customer_activity_at) as last_activity_at,
    latest.next_activity_at,
    latest.next_activity_type,
    scores.win_probability,
    scores.grade,
    records.record_url,
    records.crm_url,
    case
        when opportunities.estimated_close_date is null then 'no_close_date'
        when opportunities.days_to_close < 0 then 'past_due'
        when health.health_score is null then 'no_health'
        when coalesce(opportunities.estimated_revenue, 0) <= 0 then 'no_revenue'
        else 'plotted'
    end as plot_status
from {{ ref('dim_records') }} as records
inner join {{ ref('dim_opportunities') }} as opportunities on records.record_key = opportunities.opportunity_key
inner join {{ ref('fct_health') }} as health on records.record_key = health.record_key
left join {{ ref('fct_last_and_next_activities') }} as latest on records.record_key = latest.record_key
left join {{ source('ml', 'opportunity_scores') }} as scores on records.record_key = scores.record_key
where opportunities.is_open
