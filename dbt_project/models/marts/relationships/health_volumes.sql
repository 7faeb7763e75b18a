-- One row per record and point in time with activity in the 180 days before: decayed volume of each side, and days
-- since each side was last active.

with

days as (

    {{ bucketed(ref('health_days')) }}

),

aged as (

    select
        points.record_key,
        points.days_before,
        days.day_index - points.days_before as age,
        {{ decay('days.day_index - points.days_before', 'settings.half_life') }} as weight_left,
        days.team_weight,
        days.customer_weight,
        days.is_team_active,
        days.is_customer_active
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
    inner join days
        on points.record_key = days.record_key
            and points.bucket = days.bucket
            and days.day_index >= points.days_before
            and days.day_index < points.days_before + {{ look_back_days() }}

)

select
    record_key,
    days_before,
    {{ exact_sum('weight_left * team_weight', per_factor()) }} as team_volume,
    {{ exact_sum('weight_left * customer_weight', per_factor()) }} as customer_volume,
    min(case when is_team_active then age end) as days_since_team,
    min(case when is_customer_active then age end) as days_since_customer
from aged
group by record_key, days_before
