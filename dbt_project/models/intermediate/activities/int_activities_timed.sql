-- One row per activity that is not noise, with the minutes it took each side. A 30-minute meeting of 3 of us and 2 of
-- them is 90 and 30. Only completed activities take time.

with

people as (

    select
        activity_key,
        count(distinct case when side = 'team' and is_linking then person_key end) as team_attendees,
        bool_or(side = 'customer' and is_linking) as has_customer_attendee,
        bool_or(side = 'customer') as has_customer
    from {{ ref('int_activity_people') }}
    group by activity_key

),

readers as (

    select
        recipients.activity_key,
        count(distinct recipients.person_key) as internal_readers
    from {{ ref('int_activity_people') }} as recipients
    anti join {{ ref('int_activity_people') }} as senders
        on recipients.activity_key = senders.activity_key
            and recipients.person_key = senders.person_key
            and senders.role = 'from'
    where recipients.role in ('to', 'cc', 'bcc') and recipients.side = 'team'
    group by recipients.activity_key

),

measured as (

    select
        activities.*,
        least(greatest(activities.recorded_minutes, 0e0), constants.maximum_minutes) as minutes,
        activities.recorded_minutes > constants.maximum_minutes as is_duration_cut,
        coalesce(people.team_attendees, 0) as team_attendees,
        coalesce(people.has_customer_attendee, false) as has_customer_attendee,
        coalesce(people.has_customer, false) as has_customer,
        coalesce(readers.internal_readers, 0) as internal_readers,
        constants.email_write_minutes,
        constants.email_read_minutes,
        constants.tasks_count_for_customer
    from {{ ref('int_activities_classified') }} as activities
    left join people on activities.activity_key = people.activity_key
    left join readers on activities.activity_key = readers.activity_key
    cross join {{ ref('time_constants') }} as constants
    where activities.noise_rule is null

)

select
    * exclude (
        noise_rule, recorded_minutes, email_write_minutes, email_read_minutes, tasks_count_for_customer,
        internal_readers, team_attendees
    ),
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
