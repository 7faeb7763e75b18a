-- One row per record and window: the KPIs over the last 30, 60 and 90 days, ending with that of as_of, over the lifetime
-- window (from 1 January of the year before as_of), and over all history.
-- depends_on: {{ at_hand('fct_activity_links') }}, {{ at_hand('fct_record_turns') }}, {{ ref('dim_records') }}

{{ kept_by('fct_touched_windows', 'record_key, kpi_window') }}
{{ plain_texts() }}

{% set windows = [] %}
{% for name in var('kpi_windows') %}{% do windows.append((name, window_start(name, as_of()))) %}{% endfor %}
{{ relationship_kpis(windows) }}
