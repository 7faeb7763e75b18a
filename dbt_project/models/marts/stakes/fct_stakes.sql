-- One row per open opportunity, ranked by what is at stake: estimated revenue x probability of winning x gap.

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

stakes as (

    select
        opportunities.opportunity_key,
        opportunities.estimated_revenue,
        coalesce(scores.win_probability, won_share.probability) as probability,
        case
            when scores.win_probability is not null then 'model'
            when won_share.probability is not null then 'won_share'
            else 'none'
        end as probability_source,
        opportunities.estimated_revenue * coalesce(scores.win_probability, won_share.probability, 1e0) * gaps.gap as score
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('fct_deal_gaps') }} as gaps on opportunities.opportunity_key = gaps.opportunity_key
    left join {{ source('ml', 'opportunity_scores') }} as scores on opportunities.opportunity_key = scores.record_key
    cross join won_share

)

select
    opportunity_key,
    cast(row_number() over (
        order by score desc nulls last, estimated_revenue desc nulls last, opportunity_key asc
    ) as bigint) as rank,
    score,
    probability,
    probability_source
from stakes
