-- One row per record, day of the last 60 and series (e-mails, meetings and calls, sent or received) with activities.

{{ config(materialized='view') }}

select
    records.source_system,
    daily.record_key,
    records.record_type,
    records.record_id,
    daily.activity_date,
    daily.series,
    daily.activities,
    {{ as_of() }} as as_of
from {{ ref('fct_relationship_activities__daily') }} as daily
inner join {{ ref('dim_records') }} as records on daily.record_key = records.record_key
