-- One row per record with its points in time: as_of (its close, when closed), the four weeks before for the trend, and
-- its history: daily for the last 90 days, weekly before, back to its creation. All points of a record lie whole days
-- apart, so that its days are the same for all of them.

{{ kept_by('health_touched_records', 'record_number') }}

{% set daily_days = 90 %}
{% set longest_history = 1565 * 7 %}
with

lives as (

    select
        settings.record_number,
        settings.record_key,
        settings.measured_at,
        settings.half_life,
        records.is_open,
        records.record_type,
        -- A record without a creation lives from its first activity on.
        coalesce(
            {{ whole_days_between('settings.created_at', 'settings.measured_at') }}, evidence.first_index, 0
        ) as days_lived,
        {{ whole_days_between('settings.created_at', 'settings.measured_at') }} as days_since_creation,
        {{ whole_days_between("settings.created_at + interval '1' microsecond", 'settings.measured_at') }}
            as days_since_after_creation,
        {{ daily_days }} - {{ whole_days_between('settings.measured_at', as_of()) }} as daily_days,
        coalesce(evidence.first_index, -1) as first_index,
        coalesce(evidence.third_index, -1) as third_index
    from {{ ref('health_settings_by_record') }} as settings
    inner join {{ ref('dim_records') }} as records on settings.record_key = records.record_key
    left join {{ ref('health_evidence') }} as evidence on settings.record_number = evidence.record_number
    where {{ is_touched('settings.record_number', 'health_touched_records', 'record_number') }}

),

reaching as (

    select
        *,
        least(greatest(days_lived, 28), {{ longest_history }}) as last_day,
        greatest(least(days_lived, daily_days), -1) as daily_until
    from lives

)

select
    record_number,
    record_key,
    measured_at,
    half_life,
    cast(days_lived as integer) as days_lived,
    cast(days_since_creation as integer) as days_since_creation,
    cast(days_since_after_creation as integer) as days_since_after_creation,
    cast(first_index as integer) as first_index,
    cast(third_index as integer) as third_index,
    cast(last_day as integer) as last_day,
    -- Changes are looked for in the trend, of an open record also in the days that alerts compare, and of an open
    -- opportunity, whose risks say since when, in every daily point.
    cast(
        case
            when not is_open then 28
            when record_type = 'opportunity' then greatest(daily_until, 28)
            else greatest(least(daily_until, {{ days_compared() }}), 28)
        end as integer
    ) as recent_day,
    cast(daily_until as integer) as daily_until,
    cast(floor(daily_until / 7e0) as integer) as daily_weeks,
    cast(
        case when last_day <= daily_until then last_day else daily_until + floor(last_day / 7e0) - floor(daily_until / 7e0) end
        as integer
    ) as last_index,
    {{ era_days() }} as era_days
from reaching
