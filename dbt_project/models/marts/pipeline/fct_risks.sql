-- One row per open opportunity and risk rule that it breaks as of, with the day from which it has done so without
-- interruption, by the thresholds of the stage it is in now, and what the evidence in words is made of.

{% for model in ['silence', 'dates', 'stalled', 'people', 'health_drop', 'slowing'] -%}
select
    opportunity_key,
    rule,
    cast(since as date) as since,
    cast(found as double) as found,
    cast(allowed as double) as allowed,
    cast(beside as double) as beside,
    evidence_day
from {{ ref('fct_risks__' ~ model) }}
where since is not null
{{ 'union all' if not loop.last }}
{% endfor %}
