-- One row per open opportunity whose customer slows down: the last three answers took so many times as long as those
-- before, and so many days at least.

{% set seconds = "cast(round(turns.response_hours * 3600e0) as bigint)" %}
{% set in_order = "partition by thresholds.opportunity_key order by turns.answer_at asc, turns.turn_at asc, turns.activity_key asc" %}
with

thresholds as (

    select * from {{ ref('fct_risk_thresholds') }}

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
    slowed.opportunity_key,
    'slowing' as rule,
    {{ day_of('first_slow.answer_at') }} as since,
    last_answer.last_hours as found,
    slowed.threshold as allowed,
    last_answer.earlier_hours as beside,
    {{ day_of('last_answer.answer_at') }} as evidence_day
from slowed
inner join paces as first_slow
    on slowed.opportunity_key = first_slow.opportunity_key and first_slow.number = slowed.last_usual + 1
inner join paces as last_answer
    on slowed.opportunity_key = last_answer.opportunity_key and last_answer.number = slowed.answers
