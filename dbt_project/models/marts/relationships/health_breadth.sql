-- One row per record and point in time: contacts the relationship rests on, each fading with the days since last
-- heard, and the highest level among them.

with

contacts as (

    select
        points.record_key,
        points.days_before,
        days.person_key,
        min(days.day_index - points.days_before) as days_since
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_contact_days') }} as days
        on points.record_key = days.record_key
            and days.day_index >= points.days_before
            and days.day_index < points.days_before + 180
    group by points.record_key, points.days_before, days.person_key

),

fading as (

    select
        contacts.record_key,
        contacts.days_before,
        {{ decay('greatest(contacts.days_since - settings.interval_days, 0e0)', 'settings.half_life') }} as presence,
        coalesce(seniority.seniority_level, 0) / 3e0 as level
    from contacts
    inner join {{ ref('health_settings_by_record') }} as settings on contacts.record_key = settings.record_key
    left join {{ ref('int_seniority') }} as seniority on contacts.person_key = seniority.person_key

)

select
    record_key,
    days_before,
    sum(presence) as contacts_present,
    max(presence * level) as seniority_factor
from fading
group by record_key, days_before
