-- One row per record and point in time: contacts the relationship rests on, each fading with the days since last
-- heard, and the highest level among them.

with

heard as (

    select
        record_key,
        person_key,
        day_index,
        -- Points at or before the newer day look back on that one instead.
        coalesce(lag(day_index) over (partition by record_key, person_key order by day_index), -1) as newer_index
    from {{ ref('health_contact_days') }}

),

days as (

    {{ bucketed('heard') }}

),

fading as (

    select
        points.record_key,
        points.days_before,
        {{ decay('greatest(days.day_index - points.days_before - settings.interval_days, 0e0)', 'settings.half_life') }}
            as presence,
        coalesce(seniority.seniority_level, 0) / 3e0 as level
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
    inner join days
        on points.record_key = days.record_key
            and points.bucket = days.bucket
            and points.days_before <= days.day_index
            and points.days_before > days.newer_index
            and points.days_before > days.day_index - {{ look_back_days() }}
    left join {{ ref('int_seniority') }} as seniority on days.person_key = seniority.person_key

)

select
    record_key,
    days_before,
    {{ exact_sum('presence', per_factor()) }} as contacts_present,
    max(presence) as most_present,
    max(presence * level) as seniority_factor
from fading
group by record_key, days_before
