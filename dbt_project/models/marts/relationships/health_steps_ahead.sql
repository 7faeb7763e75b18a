-- One row per record and meeting or call, in whole days before the measuring instant: the points in time from
-- first_before down to last_before knew it as a step ahead. Negative days lie after the instant.

{{ kept_by('health_recounted_records', 'record_number', aged=['last_before', 'first_before']) }}

with

planned as (

    select
        settings.record_number,
        links.activity_key,
        links.happened_at,
        settings.measured_at,
        -- Without a creation a held meeting exists from its instant, so it was never known ahead; a planned one always.
        case
            when links.created_at is null and links.status = 'completed' then links.happened_at
            else links.created_at
        end as known_from,
        case
            when links.status = 'cancelled' then least(links.happened_at, links.cancelled_at)
            else links.happened_at
        end as known_until
    from {{ at_hand('fct_activity_links') }} as links
    inner join {{ ref('health_settings_by_record') }} as settings on links.record_key = settings.record_key
    where
        links.activity_type in ('meeting', 'call')
        and {{ is_touched('settings.record_number', 'health_recounted_records', 'record_number') }}
        and links.happened_at is not null
        and not (links.status = 'cancelled' and links.cancelled_at is null)

)

select
    record_number,
    activity_key,
    happened_at,
    -- known_from <= point: the point is at most so many whole days before.
    {{ whole_days_between('known_from', 'measured_at') }} as first_before,
    -- point < known_until: at least one day more than the whole days of an instant at or before it.
    {{ whole_days_between('known_until', 'measured_at') }} + 1 as last_before
from planned
where known_from is null or known_from < known_until
