-- The explanation of a health score is the score: nine points, each a whole number of tenths, no less and no more. As of:
-- all points come from the same formula. No score leaves 0 to 100, all recent points seen.

select
    record_number,
    days_before
from {{ ref('fct_health_points__now') }}
where
    abs(score - ({% for factor in health_factors() %}points_{{ factor }}{{ ' + ' if not loop.last }}{% endfor %})) > 1e-9
union all
select
    record_number,
    days_before
from {{ ref('health_scores') }}
where score_tenths < 0 or score_tenths > 1000
