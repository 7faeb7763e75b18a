-- One row per record and point in time that had a meeting or call ahead, already known and not cancelled by then:
-- whole days to the nearest.

select
    points.record_key,
    points.days_before,
    min({{ whole_days_between('points.point_at', 'links.happened_at') }}) as days_ahead
from {{ ref('health_points_in_time') }} as points
inner join {{ ref('fct_activity_links') }} as links
    on points.record_key = links.record_key and links.happened_at > points.point_at
where
    links.activity_type in ('meeting', 'call')
    -- Without a creation a held meeting exists from its instant, so it was never known ahead; a planned one always.
    and case when links.created_at is null then links.status <> 'completed' else links.created_at <= points.point_at end
    and (links.status <> 'cancelled' or links.cancelled_at > points.point_at)
group by points.record_key, points.days_before
