-- One row per record and day of its history: daily for the last 90 days, weekly before, from its creation to its close
-- or as_of. A view, for written out it would be the largest table by far.

{{ config(materialized='view') }}

select
    records.source_system,
    records.record_key,
    records.record_type,
    records.record_id,
    {{ day_of('records.measured_at') }} - cast(history.days_before as integer) as as_of_date,
    case when history.health_state in ('Good', 'Fair', 'Poor') then history.score_tenths / 10e0 end as health_score,
    history.health_state
from {{ ref('health_history') }} as history
inner join {{ ref('health_timelines') }} as timelines on history.record_number = timelines.record_number
inner join {{ ref('dim_records') }} as records on timelines.record_key = records.record_key
