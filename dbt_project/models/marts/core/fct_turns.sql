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
    where
        people.role in ('from', 'organizer')
        {%- if is_incremental_build() %}
        and people.activity_key in (select our_key from turns)
        {%- endif %}
    group by people.activity_key

),

known_times as (

    select
        turns.*,
        case when turns.is_answered then zones.time_zone end as time_zone,
        {{ utc_day('turns.turn_at') }} as turn_day,
        {{ utc_day('turns.answer_at') }} as answer_day
    from turns
    left join zones on turns.our_key = zones.activity_key

),

-- What the clocks of a zone show beyond UTC, by UTC day: to ask that of every instant costs more than all else here.
clock_days as (

    select
        *,
        {{ clock_shift('utc_day', 'time_zone') }} as shift_seconds,
        {{ clock_shift('utc_day', 'time_zone') }} = {{ clock_shift('utc_day + 1', 'time_zone') }} as is_even
    from (
        select time_zone, {{ each_whole_number('first_day', 'last_day') }} as utc_day
        from (
            select time_zone, min(turn_day) as first_day, max(answer_day) as last_day
            from known_times
            where time_zone is not null
            group by time_zone
        ) as spans
    ) as days

),

local_turns as (

    select
        {{ all_but(['turn_day', 'answer_day', 'time_zone'], 'known_times') }},
        {% for name in ['turn', 'answer'] -%}
        case
            when not known_times.is_answered then null
            when known_times.time_zone is null then known_times.{{ name }}_at
            when {{ name }}_clock.is_even
                then known_times.{{ name }}_at + {{ name }}_clock.shift_seconds * interval '1' second
            else {{ in_time_zone('known_times.' ~ name ~ '_at', 'known_times.time_zone') }}
        end as local_{{ name }}_at{{ ',' if not loop.last }}
        {% endfor %}
    from known_times
    {% for name in ['turn', 'answer'] -%}
    left join clock_days as {{ name }}_clock
        on known_times.time_zone = {{ name }}_clock.time_zone and known_times.{{ name }}_day = {{ name }}_clock.utc_day
    {% endfor %}

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
