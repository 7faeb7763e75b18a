-- One row per open opportunity whose health has fallen by so many points within the days that count.

with

thresholds as (

    select * from {{ ref('fct_risk_thresholds') }}

),

points as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        thresholds.days,
        scores.days_before,
        cast(scores.score_tenths as bigint) as tenths,
        {{ health_state('scores.score_tenths / 10e0', 'scores.days_before') }} as health_state
    from thresholds
    inner join {{ ref('health_timelines') }} as timelines on thresholds.opportunity_key = timelines.record_key
    inner join {{ ref('health_settings_by_record') }} as settings on timelines.record_number = settings.record_number
    inner join {{ ref('health_scores') }} as scores on timelines.record_number = scores.record_number
    where thresholds.rule = 'health_drop' and scores.days_before <= least(timelines.daily_until, timelines.days_lived)

),

falls as (

    select
        points.opportunity_key,
        points.threshold,
        points.days,
        points.days_before,
        earlier.tenths - points.tenths as fall,
        coalesce(earlier.tenths - points.tenths >= 10 * points.threshold, false) as is_risk
    from points
    left join points as earlier
        on points.opportunity_key = earlier.opportunity_key
            and points.days_before + points.days = earlier.days_before
            and earlier.health_state not in ('No closed activities', 'Not enough info')
    where points.health_state not in ('No closed activities', 'Not enough info')

),

-- The run of days that ends today reaches back to the youngest day without the risk.
fallen as (

    select
        opportunity_key,
        threshold,
        days,
        max(case when days_before = 0 and is_risk then fall end) / 10e0 as fall,
        min(case when not is_risk then days_before end) as days_long
    from falls
    group by opportunity_key, threshold, days

)

select
    opportunity_key,
    'health_drop' as rule,
    {{ day_of(as_of()) }} - cast(days_long - 1 as integer) as since,
    cast(fall as double) as found,
    threshold as allowed,
    cast(days as double) as beside,
    cast(null as date) as evidence_day
from fallen
where fall is not null
