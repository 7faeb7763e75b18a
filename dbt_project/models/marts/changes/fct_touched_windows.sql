-- One row per record and window whose KPIs may differ from the served build: every window of a touched record, and of the
-- others those that an activity fell out of because as_of moved on.

select
    records.record_key,
    windows.kpi_window
from {{ ref('fct_touched_records') }} as records
cross join (
    {% for name in var('kpi_windows') -%}
    select '{{ name }}' as kpi_window {{ 'union all' if not loop.last }}
    {% endfor %}
) as windows
{% for name in rolling_windows() -%}
union
select
    record_key,
    '{{ name }}'
from {{ ref('fct_activity_links') }}
where
    happened_at >= {{ window_start(name, "timestamp '" ~ var('served_as_of') ~ "'") }}
    and happened_at < {{ window_start(name, as_of()) }}
{% endfor %}
