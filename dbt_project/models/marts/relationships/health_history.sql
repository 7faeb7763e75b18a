-- One row per record and point of its history, narrow, for there are very many: the score in tenths, and the state.
-- The points in time come as the stretches lie, so that those of one record are found quickly.

select
    record_number,
    cast(days_before as smallint) as days_before,
    cast(round(score * 10e0) as smallint) as score_tenths,
    health_state
from {{ ref('fct_health_points') }}
where is_history
