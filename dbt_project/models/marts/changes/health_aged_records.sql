-- One row per record whose measuring instant moved on with as_of and of which nothing else changed: whatever happened lies so
-- many days longer ago.

select
    settings.record_number,
    settings.record_key
from {{ ref('health_settings_by_record') }} as settings
inner join served.relationships.health_settings_by_record as known on settings.record_number = known.record_number
where
    settings.measured_at <> known.measured_at
    and settings.record_number not in (select record_number from {{ ref('health_recounted_records') }})
