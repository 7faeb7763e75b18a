-- One row per open record and change of its health band in the last 30 days that has lasted two days. A band of a single
-- day is no band: the change is told from the last band that lasted, where one did in the two weeks before those days.

{% set first_told = '(' ~ days_told() ~ ' + 1)' %}
with

extremes as (

    select
        record_number,
        min(score_tenths) / 10e0 as lowest,
        max(score_tenths) / 10e0 as highest
    from {{ ref('health_scores') }}
    where days_before <= {{ first_told }}
    group by record_number

),

-- Most records stay in their band, and need not be gone through day by day: a condition of a state (activities, age, score)
-- that holds at both ends of these days and scores holds between them, so a state that is the same at all four ends is so
-- throughout.
moving as (

    select extremes.record_number
    from extremes
    inner join {{ ref('health_timelines') }} as timelines on extremes.record_number = timelines.record_number
    inner join {{ ref('health_settings_by_record') }} as settings on extremes.record_number = settings.record_number
    where
        {{ health_state('lowest', '0') }} <> {{ health_state('highest', first_told) }}
        or {{ health_state('highest', '0') }} <> {{ health_state('lowest', first_told) }}
        or {{ health_state('lowest', '0') }} <> {{ health_state('highest', '0') }}

),

points as (

    select
        scores.record_number,
        timelines.record_key,
        scores.days_before,
        {{ health_state('scores.score_tenths / 10e0', 'scores.days_before') }} as health_state
    from moving
    inner join {{ ref('health_scores') }} as scores on moving.record_number = scores.record_number
    inner join {{ ref('health_timelines') }} as timelines on scores.record_number = timelines.record_number
    inner join {{ ref('health_settings_by_record') }} as settings on scores.record_number = settings.record_number
    where scores.days_before <= least(greatest(timelines.days_lived, 0), timelines.daily_until, {{ days_compared() }})

),

days as (

    select
        *,
        lag(health_state) over (partition by record_number order by days_before desc) as state_before
    from points

),

stays as (

    select
        record_key,
        health_state,
        days_before as first_day,
        coalesce(lead(days_before) over (partition by record_number order by days_before desc) + 1, 0) as last_day
    from days
    where state_before is distinct from health_state

),

lasting as (

    select
        stays.record_key,
        stays.health_state as to_band,
        stays.first_day,
        states.health_colour as to_colour,
        states.d365_code as to_place,
        lag(stays.health_state) over (partition by stays.record_key order by stays.first_day desc) as from_band,
        lag(states.health_colour) over (partition by stays.record_key order by stays.first_day desc) as from_colour,
        lag(states.d365_code) over (partition by stays.record_key order by stays.first_day desc) as from_place
    from stays
    inner join {{ ref('health_states') }} as states on stays.health_state = states.health_state
    where stays.health_state in ('Good', 'Fair', 'Poor') and stays.first_day > stays.last_day

)

select
    records.source_system,
    records.record_key,
    records.record_type,
    records.record_id,
    records.record_name,
    records.account_name,
    records.owner_name,
    lasting.from_band,
    lasting.from_colour,
    lasting.to_band,
    lasting.to_colour,
    lasting.to_place > lasting.from_place as is_worse,
    {{ day_of('records.measured_at') }} - lasting.first_day as since,
    {{ day_of('records.measured_at') }} - (lasting.first_day - 1) as lasted_on,
    lasting.first_day = 1 as is_new,
    health.health_score,
    health.health_state,
    records.record_url
from lasting
inner join {{ ref('dim_records') }} as records on lasting.record_key = records.record_key
inner join {{ ref('fct_health') }} as health on lasting.record_key = health.record_key
where
    records.is_open
    and lasting.from_band <> lasting.to_band
    and lasting.first_day <= {{ days_told() }}
