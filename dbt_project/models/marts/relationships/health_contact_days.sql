-- One row per record, contact or lead and day before the measuring instant on which that person was part of something
-- the customer did or both sides shared, and the next newer such day. Records whose settings give no points for contacts have none.

{{ kept_by('health_recounted_records', 'record_number', aged=['day_index', 'newer_index']) }}

with

days as (

    select distinct
        settings.record_number,
        people.person_key,
        cast({{ whole_days_between('links.happened_at', 'settings.measured_at') }} as integer) as day_index
    from {{ at_hand('fct_activity_links') }} as links
    inner join {{ ref('health_settings_by_record') }} as settings on links.record_key = settings.record_key
    inner join {{ ref('int_activity_people') }} as people on links.activity_key = people.activity_key
    where
        links.status = 'completed'
        and links.happened_at <= settings.measured_at
        and {{ is_touched('settings.record_number', 'health_recounted_records', 'record_number') }}
        and settings.points_breadth + settings.points_seniority > 0
        and people.is_linking
        and people.person_type in ('contact', 'lead')
        and (
            links.direction = 'incoming'
            or links.activity_type = 'meeting'
            or (links.activity_type = 'call' and links.is_connected)
        )
        and case links.activity_type
            when 'email' then settings.weight_email
            when 'call' then settings.weight_call
            when 'meeting' then settings.weight_meeting
        end > 0

)

select
    *,
    lag(day_index) over (partition by record_number, person_key order by day_index) as newer_index
from days
