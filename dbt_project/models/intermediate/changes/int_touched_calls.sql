-- One row per activity that was touched, or a missed call that a touched activity may answer, in either build.

{{ config(materialized='table') }}

with

touched as (

    select activity_key from {{ ref('int_touched_conversations') }}

),

contacts as (

    select people.person_key, activities.happened_at
    from {{ ref('int_activity_people') }} as people
    inner join {{ ref('int_activities_as_of') }} as activities on people.activity_key = activities.activity_key
    where people.is_linking and people.activity_key in (select activity_key from touched)
    union all
    select people.person_key, activities.happened_at
    from {{ served(ref('int_activity_people')) }} as people
    inner join {{ served(ref('int_activities_as_of')) }} as activities
        on people.activity_key = activities.activity_key
    where people.is_linking and people.activity_key in (select activity_key from touched)

)

select activity_key from touched
union
select calls.activity_key
from served.intermediate.int_missed_call_turns as calls
inner join {{ ref('int_activity_people') }} as callers
    on calls.activity_key = callers.activity_key and callers.role = 'from' and callers.side = 'customer'
inner join contacts on callers.person_key = contacts.person_key
cross join {{ ref('time_constants') }} as constants
where
    contacts.happened_at >= calls.happened_at
    and contacts.happened_at <= calls.happened_at + constants.answer_days * interval '1' day
