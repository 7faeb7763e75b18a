-- One row per record and day of its history: daily for the last 90 days, weekly before, from its creation to its close
-- or as_of. A view, for written out it would be the largest table by far.

{{ config(materialized='view') }}

with

points as (

    select
        timelines.record_key,
        scores.days_before,
        scores.score_tenths / 10e0 as score,
        {{ health_state('scores.score_tenths / 10e0', 'scores.days_before') }} as health_state
    from {{ ref('health_scores') }} as scores
    inner join {{ ref('health_timelines') }} as timelines on scores.record_number = timelines.record_number
    inner join {{ ref('health_settings_by_record') }} as settings on scores.record_number = settings.record_number
    where scores.days_before <= greatest(timelines.days_lived, 0)

)

select
    records.source_system,
    records.record_key,
    records.record_type,
    records.record_id,
    {{ day_of('records.measured_at') }} - cast(points.days_before as integer) as as_of_date,
    case when points.health_state not in ('No closed activities', 'Not enough info') then points.score end as health_score,
    points.health_state
from points
inner join {{ ref('dim_records') }} as records on points.record_key = records.record_key
