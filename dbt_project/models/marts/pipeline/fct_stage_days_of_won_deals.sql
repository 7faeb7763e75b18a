-- One row per stage and won opportunity that passed it: the whole days it spent there, and its place among the won deals
-- of that stage, the quickest first.

with

spent as (

    select
        stays.opportunity_key,
        stays.stage,
        sum({{ whole_days_between('stays.entered_at', 'stays.left_at') }}) as days_in_stage
    from {{ ref('int_stage_stays') }} as stays
    inner join {{ ref('dim_opportunities') }} as opportunities on stays.opportunity_key = opportunities.opportunity_key
    where opportunities.status = 'won' and stays.left_at is not null
    group by stays.opportunity_key, stays.stage

)

select
    stage,
    opportunity_key,
    cast(days_in_stage as bigint) as days_in_stage,
    row_number() over (partition by stage order by days_in_stage, opportunity_key) as place,
    count(*) over (partition by stage) as won_deals
from spent
