-- One row per activity that regards a record: it always counts, even without a contact of interest.

{{ config(materialized='view') }}

select
    regarding_key as record_key,
    activity_key
from {{ ref('int_activities_classified') }}
where
    noise_rule is null
    and regarding_key is not null
    and {{ is_touched('activity_key', 'int_touched_turns') }}
