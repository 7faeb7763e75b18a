-- No record is lost between its KPIs and its health: each has one state, with or without a score.

select kpis.record_key
from {{ ref('fct_relationship_kpis') }} as kpis
left join {{ ref('fct_health') }} as health on kpis.record_key = health.record_key
where health.health_state is null or health.health_trend is null
