-- One row per open record with advice: the one action that would raise its health most; of equal ones the first by name.

select
    record_key,
    action,
    gain
from {{ ref('fct_health_advice') }}
qualify row_number() over (partition by record_key order by gain desc, action asc) = 1
