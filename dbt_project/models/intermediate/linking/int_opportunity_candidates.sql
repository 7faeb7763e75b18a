-- One row per opportunity and activity in which both its sides take part, and whose instant lies in the deal's time while
-- it regards no opportunity: does another deal of the account span it too? With attribution by participants also those
-- out of its time.

{{ kept_by('int_touched_turns') }}

with

opportunities as (

    select
        records.record_key,
        records.account_key,
        records.created_at - settings.days_before_creation * interval '1' day as starts_at,
        -- A deal that is open, or closed at an unknown instant, has no end.
        opportunities.closed_at + settings.days_after_close * interval '1' day as ends_at
    from {{ ref('int_records') }} as records
    inner join {{ ref('int_opportunities_rewound') }} as opportunities
        on records.record_key = opportunities.opportunity_key
    cross join {{ ref('linking_settings') }} as settings

),

-- The customer's side first: a contact stands on few deals, one of ours on hundreds. What repeats becomes one below.
customers_present as (

    select
        record_people.record_key,
        people.activity_key
    from {{ ref('int_activity_people') }} as people
    inner join {{ ref('int_record_people') }} as record_people on people.person_key = record_people.person_key
    where
        people.is_linking
        and {{ is_touched('people.activity_key', 'int_touched_turns') }}
        and people.side = 'customer'
        and record_people.record_type = 'opportunity'
        and record_people.side = 'customer'

),

times as (

    select
        customers_present.record_key,
        customers_present.activity_key,
        opportunities.account_key,
        activities.happened_at,
        coalesce(
            (opportunities.starts_at is null or activities.happened_at >= opportunities.starts_at)
            and (opportunities.ends_at is null or activities.happened_at <= opportunities.ends_at)
            and coalesce(activities.regarding_type <> 'opportunity', true),
            false
        ) as is_in_window
    from customers_present
    inner join opportunities on customers_present.record_key = opportunities.record_key
    inner join {{ ref('int_activities_classified') }} as activities
        on customers_present.activity_key = activities.activity_key

),

users_present as (

    select
        activity_key,
        person_key
    from {{ ref('int_activity_people') }}
    where is_linking and side = 'team' and {{ is_touched('activity_key', 'int_touched_turns') }}

),

-- Most lie outside the deal's time, which matters to one mode of attribution only.
candidates as (

    select distinct
        times.record_key,
        times.activity_key,
        times.account_key,
        times.happened_at,
        times.is_in_window
    from times
    cross join {{ ref('linking_settings') }} as settings
    inner join users_present on times.activity_key = users_present.activity_key
    inner join {{ ref('int_record_people') }} as team
        on times.record_key = team.record_key
            and users_present.person_key = team.person_key
            and team.side = 'team'
    where times.is_in_window or settings.opportunity_attribution = 'participants'

),

rivalries as (

    select distinct
        candidates.record_key,
        candidates.activity_key
    from candidates
    inner join opportunities as rivals
        on candidates.account_key = rivals.account_key
            and candidates.record_key <> rivals.record_key
            and (rivals.starts_at is null or candidates.happened_at >= rivals.starts_at)
            and (rivals.ends_at is null or candidates.happened_at <= rivals.ends_at)
    where candidates.is_in_window

)

select
    candidates.record_key,
    candidates.activity_key,
    candidates.is_in_window,
    rivalries.record_key is not null as has_rival
from candidates
left join rivalries
    on candidates.record_key = rivalries.record_key and candidates.activity_key = rivalries.activity_key
