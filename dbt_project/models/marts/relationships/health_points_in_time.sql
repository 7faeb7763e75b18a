-- One row per record and point in time at which its health is measured: as_of (its close, when closed), the four
-- weeks before for the trend, and its history: daily for the last 90 days, weekly before, back to its creation. All
-- points of a record lie whole days apart, so that its days are the same for all of them.

{% set daily_days = 90 %}
with

starts as (

    select
        record_key,
        min(happened_at) as first_at
    from {{ ref('fct_activity_links') }}
    where status = 'completed'
    group by record_key

),

lives as (

    select
        settings.record_key,
        settings.measured_at,
        coalesce(
            {{ whole_days_between('coalesce(settings.created_at, starts.first_at)', 'settings.measured_at') }}, 0
        ) as days_lived,
        {{ daily_days }} - {{ whole_days_between('settings.measured_at', as_of()) }} as daily_until
    from {{ ref('health_settings_by_record') }} as settings
    left join starts on settings.record_key = starts.record_key

),

weekly as (

    select
        lives.record_key,
        weeks.week * 7 as days_before
    from lives
    inner join {{ number_rows(1566, 'week') }} as weeks
        on weeks.week * 7 <= greatest(lives.days_lived, 28)

),

daily as (

    select
        lives.record_key,
        days.day as days_before
    from lives
    inner join {{ number_rows(daily_days + 1, 'day') }} as days
        on days.day <= least(lives.days_lived, lives.daily_until) and days.day % 7 <> 0

),

points as (

    select * from weekly
    union all
    select * from daily

)

select
    points.record_key,
    points.days_before,
    lives.measured_at - points.days_before * interval '1' day as point_at,
    points.days_before <= greatest(lives.days_lived, 0) as is_history,
    {{ bucket_of('points.days_before') }} as bucket
from points
inner join lives on points.record_key = lives.record_key
