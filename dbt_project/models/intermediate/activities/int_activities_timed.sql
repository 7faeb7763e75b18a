-- One row per activity that is not noise, with the minutes it took each side. A 30-minute meeting of 3 of us and 2 of
-- them is 90 and 30. Only completed activities take time.

{{ config(materialized='view') }}

with

persons as (

    select
        activity_key,
        person_key,
        bool_or(side = 'team') as is_team,
        bool_or(is_linking) as is_linking,
        bool_or(role = 'from') as is_sender,
        bool_or(role in ('to', 'cc', 'bcc')) as is_recipient
    from {{ ref('int_activity_people') }}
    where {{ is_touched('activity_key', 'int_touched_turns') }}
    group by activity_key, person_key

),

people as (

    select
        activity_key,
        count(*) filter (where is_team and is_linking) as team_attendees,
        count(*) filter (where is_team and is_recipient and not is_sender) as internal_readers,
        bool_or(not is_team and is_linking) as has_customer_attendee,
        bool_or(not is_team) as has_customer
    from persons
    group by activity_key

),

measured as (

    select
        activities.activity_key,
        activities.activity_type,
        activities.direction,
        activities.status,
        least(greatest(activities.recorded_minutes, 0e0), constants.maximum_minutes) as minutes,
        activities.recorded_minutes > constants.maximum_minutes as is_duration_cut,
        coalesce(people.team_attendees, 0) as team_attendees,
        coalesce(people.internal_readers, 0) as internal_readers,
        coalesce(people.has_customer_attendee, false) as has_customer_attendee,
        coalesce(people.has_customer, false) as has_customer,
        constants.email_write_minutes,
        constants.email_read_minutes,
        constants.tasks_count_for_customer
    from {{ touched_rows(ref('int_activities_classified'), 'int_touched_turns') }} as activities
    left join people on activities.activity_key = people.activity_key
    cross join {{ ref('time_constants') }} as constants
    where activities.noise_rule is null and {{ is_touched('activities.activity_key', 'int_touched_turns') }}

)

select
    activity_key,
    has_customer,
    is_duration_cut,
    cast(case
        when status <> 'completed' then 0
        when activity_type = 'email' and direction = 'outgoing'
            then email_write_minutes + email_read_minutes * internal_readers
        when activity_type = 'email' then email_read_minutes * internal_readers
        when activity_type = 'meeting' then minutes * greatest(team_attendees, 1)
        else minutes
    end as double) as team_minutes,
    cast(case
        when status <> 'completed' then 0
        when activity_type = 'email' and direction = 'outgoing' then email_read_minutes
        when activity_type = 'email' then email_write_minutes
        when activity_type = 'task' and not tasks_count_for_customer then 0
        else minutes
    end as double) as customer_minutes,
    cast(case
        when status = 'completed' and activity_type = 'meeting' and has_customer_attendee then minutes
        else 0
    end as double) as facetime_minutes
from measured
