-- One row per activity that does not count, or not for a deal that might claim it, with the rule that says so.

select
    source_system,
    activity_id,
    activity_type,
    happened_at,
    rule
from {{ ref('fct_dropped_activities') }}
