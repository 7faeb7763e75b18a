-- One row per record and point in time with the score alone, in tenths and under short numbers, for there are very many.

select
    record_number,
    cast(days_before as smallint) as days_before,
    cast(round(score * 10e0) as smallint) as score_tenths
from {{ ref('fct_health_points') }}
