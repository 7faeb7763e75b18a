-- One row per open opportunity and rule about a trend that it breaks: health has fallen by so many points within the
-- days that count, or the customer's last three answers took so many times as long as those before.

{% set seconds = "cast(round(turns.response_hours * 3600e0) as bigint)" %}
{% set in_order = "partition by thresholds.opportunity_key order by turns.answer_at asc, turns.turn_at asc, turns.activity_key asc" %}
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

),

answers as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        thresholds.days,
        turns.answer_at,
        row_number() over ({{ in_order }}) as number,
        sum({{ seconds }}) over ({{ in_order }} rows between 2 preceding and current row) as last_seconds,
        sum({{ seconds }}) over ({{ in_order }} rows between unbounded preceding and 3 preceding) as earlier_seconds
    from thresholds
    inner join {{ ref('fct_record_turns') }} as turns
        on thresholds.opportunity_key = turns.record_key and turns.side = 'team' and turns.is_answered
    where thresholds.rule = 'slowing'

),

paces as (

    select
        *,
        last_seconds / 3e0 / 3600e0 as last_hours,
        earlier_seconds / nullif(number - 3e0, 0e0) / 3600e0 as earlier_hours,
        coalesce(
            number >= 6
            and last_seconds >= 3e0 * 86400e0 * days
            and last_seconds * (number - 3e0) >= 3e0 * threshold * earlier_seconds,
            false
        ) as is_slow
    from answers

),

slowed as (

    select
        opportunity_key,
        threshold,
        max(number) as answers,
        max(case when not is_slow then number end) as last_usual
    from paces
    group by opportunity_key, threshold

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
union all
select
    slowed.opportunity_key,
    'slowing',
    {{ day_of('first_slow.answer_at') }},
    last_answer.last_hours,
    slowed.threshold,
    last_answer.earlier_hours,
    {{ day_of('last_answer.answer_at') }}
from slowed
inner join paces as first_slow
    on slowed.opportunity_key = first_slow.opportunity_key and first_slow.number = slowed.last_usual + 1
inner join paces as last_answer
    on slowed.opportunity_key = last_answer.opportunity_key and last_answer.number = slowed.answers
