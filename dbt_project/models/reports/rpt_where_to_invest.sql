-- One row per open opportunity, ranked by what is at stake, with the one action that would raise its health most. Deals
-- are ranked, never people.

select
    records.source_system,
    records.record_key,
    records.record_id as opportunity_id,
    records.record_name,
    records.account_name,
    records.owner_name,
    records.owner_team,
    deals.stage_label,
    deals.stage_order,
    deals.stage_colour,
    deals.estimated_revenue,
    deals.estimated_close_date,
    health.health_score,
    health.health_state,
    health.health_colour,
    stakes.rank,
    stakes.score,
    stakes.probability as win_probability,
    stakes.probability_source,
    gaps.gap,
    gaps.gap_source,
    gaps.health_gap,
    gaps.activity_gap,
    best.action as next_action,
    best.gain,
    records.record_url,
    records.crm_url
from {{ ref('fct_stakes') }} as stakes
inner join {{ ref('fct_deal_gaps') }} as gaps on stakes.opportunity_key = gaps.opportunity_key
inner join {{ ref('dim_opportunities') }} as deals on stakes.opportunity_key = deals.opportunity_key
inner join {{ ref('dim_records') }} as records on stakes.opportunity_key = records.record_key
inner join {{ ref('fct_health') }} as health on stakes.opportunity_key = health.record_key
left join {{ ref('fct_best_actions') }} as best on stakes.opportunity_key = best.record_key
