-- One row per record, point in time and side that asked: how well the other side answered, in [0, 1]. Only answers
-- known at the point count; a turn of at most 72 hours without one is not held against anybody.

with

turns as (

    select
        points.record_key,
        points.days_before,
        turns.side,
        {{ whole_days_between('turns.turn_at', 'points.point_at') }} as age,
        coalesce(turns.answer_at <= points.point_at, false) as is_answered,
        turns.turn_at < points.point_at - interval '72' hour as is_overdue,
        turns.is_itself_an_answer,
        turns.response_hours / 24e0 as response_days,
        settings.half_life
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
    inner join {{ ref('fct_record_turns') }} as turns
        on points.record_key = turns.record_key and turns.turn_at <= points.point_at

)

select
    record_key,
    days_before,
    side,
    (
        sum(case
            when is_answered
                then {{ decay('age', '2e0 * half_life') }} * (0.6e0 + 0.4e0 * {{ decay('response_days', '1') }})
            else 0e0
        end) + 2e0 * 0.4e0
    ) / (
        sum(case
            when is_answered or (is_overdue and not is_itself_an_answer)
                then {{ decay('age', '2e0 * half_life') }}
            else 0e0
        end) + 2e0
    ) as response_factor
from turns
where age < 180
group by record_key, days_before, side
