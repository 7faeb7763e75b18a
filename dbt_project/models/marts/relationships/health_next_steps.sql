-- One row per record and point in time that had a meeting or call ahead, already known and not cancelled by then:
-- whole days to the nearest.

with

steps as (

    select
        steps.record_number,
        {{ whole_days_between('timelines.measured_at', 'steps.happened_at') }} as days_after,
        timelines.daily_until,
        timelines.daily_weeks,
        {{ point_index('greatest(steps.last_before, 0) - 1') }} + 1 as newest_index,
        {{ point_index('coalesce(steps.first_before, timelines.last_day)') }} as oldest_index
    from {{ ref('health_steps_ahead') }} as steps
    inner join {{ ref('health_timelines') }} as timelines on steps.record_number = timelines.record_number
    where steps.last_before <= timelines.last_day and coalesce(steps.first_before, 0) >= 0

),

points as (

    select
        *,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from steps
    where newest_index <= oldest_index

)

select
    record_number,
    cast(point_index as integer) as point_index,
    -- All points lie whole days apart, so that the days to a step differ by whole days.
    cast(min(days_after + {{ days_before('point_index') }}) as integer) as days_ahead
from points
group by record_number, point_index
