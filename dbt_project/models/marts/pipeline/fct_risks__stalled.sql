-- One row per open opportunity that has been in its stage for more days than the given percentage of the won deals
-- needed (nearest rank). Says nothing about a stage that fewer than ten won deals have passed.

{% set least_won = 10 %}
with

standing as (

    select
        thresholds.opportunity_key,
        thresholds.stage,
        thresholds.threshold,
        stays.entered_at
    from {{ ref('fct_risk_thresholds') }} as thresholds
    inner join {{ ref('int_stage_stays') }} as stays
        on thresholds.opportunity_key = stays.opportunity_key and thresholds.stage = stays.stage
    where thresholds.rule = 'stalled' and stays.left_at is null

),

-- The place first, then the deal that has it: every open deal against every won one would be quadratic.
placed as (

    select
        standing.*,
        greatest(1, cast(ceil(standing.threshold * stages.won_deals / 100e0) as bigint)) as place
    from standing
    inner join (
        select
            stage,
            max(won_deals) as won_deals
        from {{ ref('fct_stage_days_of_won_deals') }}
        group by stage
    ) as stages on standing.stage = stages.stage
    where stages.won_deals >= {{ least_won }}

),

limited as (

    select
        placed.*,
        won.days_in_stage as days_allowed
    from placed
    inner join {{ ref('fct_stage_days_of_won_deals') }} as won
        on placed.stage = won.stage and placed.place = won.place

)

select
    opportunity_key,
    'stalled' as rule,
    {{ day_of(days_after('entered_at', 'days_allowed + 1')) }} as since,
    cast({{ whole_days_between('entered_at', as_of()) }} as double) as found,
    cast(days_allowed as double) as allowed,
    threshold as beside,
    {{ day_of('entered_at') }} as evidence_day
from limited
where {{ whole_days_between('entered_at', as_of()) }} > days_allowed
