-- One row per open record and action that would raise its health, with the gain in points.

select
    records.source_system,
    advice.record_key,
    records.record_type,
    records.record_id,
    advice.action,
    advice.gain
from {{ ref('fct_health_advice') }} as advice
inner join {{ ref('dim_records') }} as records on advice.record_key = records.record_key
