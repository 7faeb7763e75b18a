-- One row per record with completed activities: days before the measuring instant of its first and of its third one.
-- A point in time before the first has nothing to go on, one before the third not enough.

{{ kept_by('health_recounted_records', 'record_number', aged=['first_index', 'third_index']) }}

with

counted as (

    select
        record_number,
        day_index,
        sum(activities) over (partition by record_number order by day_index desc) as activities_until
    from {{ ref('health_days') }}
    where {{ is_touched('record_number', 'health_recounted_records', 'record_number') }}

)

select
    record_number,
    max(day_index) as first_index,
    max(case when activities_until >= 3 then day_index end) as third_index
from counted
group by record_number
