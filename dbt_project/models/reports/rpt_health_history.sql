-- One row per record and day of its history: daily for the last 90 days, weekly before, from its creation to its close
-- or as_of. A view: written out it would be the largest table by far, and a page reads the history of one record.

{{ config(materialized='view') }}

select
    records.source_system,
    records.record_key,
    records.record_type,
    records.record_id,
    {{ day_of('records.measured_at') }} - points.days_before as as_of_date,
    case when points.health_state not in ('No closed activities', 'Not enough info') then points.score end as health_score,
    points.health_state
from {{ ref('fct_health_points') }} as points
inner join {{ ref('dim_records') }} as records on points.record_key = records.record_key
where points.is_history
