-- One row per record, point in time and side that asked: the decayed weight of what was asked, and of what was
-- answered, sooner weighing more. Only answers known at the point count; a turn of at most 72 hours without one is not
-- held against anybody.

with

turns as (

    {{ bucketed(ref('health_turns')) }}

),

aged as (

    select
        points.record_key,
        points.days_before,
        turns.side,
        {{ decay('turns.day_index - points.days_before', '2e0 * settings.half_life') }} as weight_left,
        coalesce(turns.answer_index >= points.days_before, false) as is_answered,
        coalesce(turns.overdue_index >= points.days_before, false) as is_overdue,
        turns.response_days
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
    inner join turns
        on points.record_key = turns.record_key
            and points.bucket = turns.bucket
            and turns.day_index >= points.days_before
            and turns.day_index < points.days_before + {{ look_back_days() }}

)

select
    record_key,
    days_before,
    side,
    coalesce({{ exact_sum(
        'weight_left * (0.6e0 + 0.4e0 * ' ~ decay('response_days', '1') ~ ')', per_factor(), 'is_answered'
    ) }}, 0e0) as answered_weight,
    coalesce({{ exact_sum('weight_left', per_factor(), 'is_answered or is_overdue') }}, 0e0) as asked_weight
from aged
group by record_key, days_before, side
