-- The explanation of a health score is the score: nine points, each a whole number of tenths, no less and no more.

select
    record_key,
    days_before
from {{ ref('fct_health_points') }}
where
    score < 0
    or score > 100
    or abs(score - ({% for factor in health_factors() %}points_{{ factor }}{{ ' + ' if not loop.last }}{% endfor %})) > 1e-9
