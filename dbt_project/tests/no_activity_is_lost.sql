-- Every activity known as of counts, or is listed with the rule that dropped it, or is noise that was cancelled.

select known.activity_key
from {{ ref('int_activities_classified') }} as known
anti join {{ ref('fct_activities') }} as counted on known.activity_key = counted.activity_key
anti join {{ ref('fct_dropped_activities') }} as dropped on known.activity_key = dropped.activity_key
where known.status <> 'cancelled' and {{ is_touched('known.activity_key', 'int_touched_turns') }}
