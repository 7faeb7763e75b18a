-- One row per record and run of points in time, from oldest_index down to newest_index, whose nearest meeting or call
-- ahead, already known and not cancelled by then, lies equally many days after the measuring instant (negative: before).

{{ kept_by('health_touched_records', 'record_number') }}

with

steps as (

    select
        steps.record_number,
        cast({{ whole_days_between('timelines.measured_at', 'steps.happened_at') }} as integer) as days_after,
        {{ point_index('greatest(steps.last_before, 0) - 1') }} + 1 as newest_index,
        {{ point_index('coalesce(steps.first_before, timelines.last_day)') }} as oldest_index
    from {{ ref('health_steps_ahead') }} as steps
    inner join {{ ref('health_timelines') }} as timelines on steps.record_number = timelines.record_number
    where
        {{ is_touched('steps.record_number', 'health_touched_records', 'record_number') }}
        and steps.last_before <= timelines.last_day and coalesce(steps.first_before, 0) >= 0

),

points as (

    select
        record_number,
        days_after,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from steps
    where newest_index <= oldest_index

),

-- All points lie whole days apart: the step nearest to the instant is the one nearest to the point.
nearest as (

    select
        record_number,
        cast(point_index as integer) as point_index,
        min(days_after) as days_after
    from points
    group by record_number, point_index

),

numbered as (

    select
        *,
        point_index - row_number() over (partition by record_number, days_after order by point_index) as run
    from nearest

)

select
    record_number,
    days_after,
    max(point_index) as oldest_index,
    min(point_index) as newest_index
from numbered
group by record_number, days_after, run
