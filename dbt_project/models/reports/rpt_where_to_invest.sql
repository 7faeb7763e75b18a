-- One row per open opportunity, ranked by what is at stake: estimated revenue x probability of winning x gap, with the
-- one action that would raise its health most. Deals are ranked, never people.

{% set least_closed = 20 %}
with

-- Where no model says how likely a deal is won, the share of all closed deals that were; nothing, where few have closed.
won_share as (

    select
        case
            when count(*) >= {{ least_closed }}
                then cast(count(*) filter (where status = 'won') as double) / count(*)
        end as probability
    from {{ ref('dim_opportunities') }}
    where not is_open

),

deals as (

    select
        opportunities.*,
        coalesce(scores.win_probability, won_share.probability) as probability,
        case
            when scores.win_probability is not null then 'model'
            when won_share.probability is not null then 'won_share'
            else 'none'
        end as probability_source,
        gaps.gap,
        gaps.gap_source,
        gaps.health_gap,
        gaps.activity_gap,
        opportunities.estimated_revenue * coalesce(scores.win_probability, won_share.probability, 1e0) * gaps.gap as score
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('fct_deal_gaps') }} as gaps on opportunities.opportunity_key = gaps.opportunity_key
    left join {{ source('ml', 'opportunity_scores') }} as scores on opportunities.opportunity_key = scores.record_key
    cross join won_share

)

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
    cast(row_number() over (
        order by deals.score desc nulls last, deals.estimated_revenue desc nulls last, records.record_key asc
    ) as bigint) as rank,
    deals.score,
    deals.probability as win_probability,
    deals.probability_source,
    deals.gap,
    deals.gap_source,
    deals.health_gap,
    deals.activity_gap,
    best.action as next_action,
    best.gain,
    records.record_url,
    records.crm_url
from deals
inner join {{ ref('dim_records') }} as records on deals.opportunity_key = records.record_key
inner join {{ ref('fct_health') }} as health on deals.opportunity_key = health.record_key
left join {{ ref('fct_best_actions') }} as best on deals.opportunity_key = best.record_key
