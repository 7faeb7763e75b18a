-- One row per record and point in time at which its health is measured: as_of (its close, when closed) and the four
-- weeks before. All points of a record lie whole days apart, so that its days are the same for all of them.

select
    settings.record_key,
    weeks.week * 7 as days_before,
    settings.measured_at - weeks.week * 7 * interval '1' day as point_at
from {{ ref('health_settings_by_record') }} as settings
cross join {{ number_rows(5, 'week') }} as weeks
