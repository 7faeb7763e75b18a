-- One row per turn (a run of e-mails of one side, or a missed incoming call) with its answer. Response time is also
-- counted in business hours, in the time zone of our sender or organizer of the pair.

{{ kept_by('int_touched_turns') }}

{% set holiday_starts = 'cast(holidays.holiday as timestamp)' %}
with

turns as (

    select
        *,
        case when side = 'team' then activity_key else answer_key end as our_key
    from {{ ref('int_turns') }}
    where {{ is_touched('activity_key', 'int_touched_turns') }}

),

zones as (

    select
        people.activity_key,
        min(users.time_zone) as time_zone
    from {{ ref('int_activity_people') }} as people
    inner join {{ ref('int_users_unioned') }} as users on people.person_key = users.user_key
    inner join {{ known_time_zones() }} as known on users.time_zone = known.time_zone
    where people.role in ('from', 'organizer')
    group by people.activity_key

),

local_turns as (

    select
        turns.*,
        case
            when turns.is_answered then {{ in_time_zone('turns.turn_at', "coalesce(zones.time_zone, 'UTC')") }}
        end as local_turn_at,
        case
            when turns.is_answered then {{ in_time_zone('turns.answer_at', "coalesce(zones.time_zone, 'UTC')") }}
        end as local_answer_at
    from turns
    left join zones on turns.our_key = zones.activity_key

),

holiday_seconds as (

    select
        local_turns.activity_key,
        {{ exact_sum('greatest(0e0, ' ~ seconds_between(
            "greatest(local_turns.local_turn_at, " ~ holiday_starts ~ " + hours.opens_at_hour * interval '1' hour)",
            "least(local_turns.local_answer_at, " ~ holiday_starts ~ " + hours.closes_at_hour * interval '1' hour)"
        ) ~ ')', 1e6) }} as seconds
    from local_turns
    inner join {{ ref('holidays') }} as holidays
        on holidays.holiday >= cast(local_turns.local_turn_at as date)
            and holidays.holiday <= cast(local_turns.local_answer_at as date)
    cross join {{ ref('business_hours') }} as hours
    where {{ weekday_of('holidays.holiday') }} <= 5
    group by local_turns.activity_key

)

select
    {{ all_but(['our_key', 'local_turn_at', 'local_answer_at'], 'local_turns') }},
    (
        {{ business_seconds('local_turns.local_answer_at', 'hours.opens_at_hour', 'hours.closes_at_hour') }}
        - {{ business_seconds('local_turns.local_turn_at', 'hours.opens_at_hour', 'hours.closes_at_hour') }}
        - coalesce(holiday_seconds.seconds, 0e0)
    ) / 3600e0 as business_response_hours
from local_turns
cross join {{ ref('business_hours') }} as hours
left join holiday_seconds on local_turns.activity_key = holiday_seconds.activity_key
