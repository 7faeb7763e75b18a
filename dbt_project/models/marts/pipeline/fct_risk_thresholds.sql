-- One row per open opportunity and risk rule that watches its stage: the threshold of that stage, else that of all.
-- A rule whose threshold is empty for the stage does not watch it.

{{ config(materialized='view') }}

with

matching as (

    select
        opportunities.opportunity_key,
        opportunities.stage,
        opportunities.created_at,
        thresholds.rule,
        thresholds.threshold,
        thresholds.days,
        row_number() over (
            partition by opportunities.opportunity_key, thresholds.rule
            order by case when thresholds.stage = '*' then 1 else 0 end
        ) as preference
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('risk_thresholds') }} as thresholds on thresholds.stage in ('*', opportunities.stage)
    where opportunities.is_open

)

select
    opportunity_key,
    stage,
    created_at,
    rule,
    threshold,
    days
from matching
where preference = 1 and threshold is not null
