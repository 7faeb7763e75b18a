-- One row per record and point in time that had a meeting or call ahead, already known and not cancelled by then:
-- whole days to the nearest.

with

steps as (

    select
        steps.*,
        buckets.bucket
    from {{ ref('health_steps_ahead') }} as steps
    inner join (select distinct record_key, bucket from {{ ref('health_points_in_time') }}) as buckets
        on steps.record_key = buckets.record_key
            and buckets.bucket >= {{ bucket_of('greatest(steps.last_before, 0)') }}
            and (steps.first_before is null or buckets.bucket <= {{ bucket_of('steps.first_before') }})

)

select
    points.record_key,
    points.days_before,
    min({{ whole_days_between('points.point_at', 'steps.happened_at') }}) as days_ahead
from {{ ref('health_points_in_time') }} as points
inner join steps
    on points.record_key = steps.record_key
        and points.bucket = steps.bucket
        and points.days_before >= steps.last_before
        and (steps.first_before is null or points.days_before <= steps.first_before)
group by points.record_key, points.days_before
