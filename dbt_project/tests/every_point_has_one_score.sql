-- The stretches of a record follow each other from its oldest recent point to its newest, so that every point in time has
-- one score: the grain of health_scores, without counting all its rows. The points of long ago come from the same SQL.

with

stretches as (

    select
        record_number,
        oldest_index,
        newest_index,
        lag(newest_index) over (partition by record_number order by oldest_index desc) as newest_before,
        lead(oldest_index) over (partition by record_number order by oldest_index desc) as oldest_after
    from {{ ref('health_stretches__recent') }}

)

select timelines.record_number
from {{ ref('health_timelines') }} as timelines
left join stretches on timelines.record_number = stretches.record_number
where
    stretches.record_number is null
    or stretches.oldest_index <> coalesce(stretches.newest_before - 1, {{ point_index('recent_day') }})
    or stretches.newest_index <> coalesce(stretches.oldest_after + 1, 0)
