-- One row per record and window: the same KPIs over the last 30, 60 and 90 days, ending with that of as_of, and over all
-- history.
-- depends_on: {{ ref('fct_activity_links') }}, {{ ref('fct_record_turns') }}, {{ ref('dim_records') }}

{% for days in [30, 60, 90] -%}
select 'last_{{ days }}_days' as kpi_window, *
from ({{ relationship_kpis(start_of_day(day_of(as_of()) ~ ' - ' ~ (days - 1))) }}) as kpis
union all
{% endfor -%}
select 'all_history' as kpi_window, *
from ({{ relationship_kpis("cast('0001-01-01' as timestamp)") }}) as kpis
