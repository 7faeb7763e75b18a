-- One row per record and point in time: decayed volume of each side over 180 days, days since each side was last
-- active, and completed activities ever.

select
    points.record_key,
    points.days_before,
    sum(days.activities) as completed_activities,
    sum(case
        when days.day_index - points.days_before < 180
            then {{ decay('days.day_index - points.days_before', 'settings.half_life') }} * days.team_weight
    end) as team_volume,
    sum(case
        when days.day_index - points.days_before < 180
            then {{ decay('days.day_index - points.days_before', 'settings.half_life') }} * days.customer_weight
    end) as customer_volume,
    min(case
        when days.is_team_active and days.day_index - points.days_before < 180
            then days.day_index - points.days_before
    end) as days_since_team,
    min(case
        when days.is_customer_active and days.day_index - points.days_before < 180
            then days.day_index - points.days_before
    end) as days_since_customer
from {{ ref('health_points_in_time') }} as points
inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
inner join {{ ref('health_days') }} as days
    on points.record_key = days.record_key and days.day_index >= points.days_before
group by points.record_key, points.days_before
