-- One row per record and window: the KPIs over the last 30, 60 and 90 days, ending with that of as_of, over the lifetime
-- window (from 1 January of the year before as_of), and over all history.
-- depends_on: {{ ref('fct_activity_links') }}, {{ ref('fct_record_turns') }}, {{ ref('dim_records') }}

{% set starts = {
    'last_30_days': start_of_day(day_of(as_of()) ~ ' - 29'),
    'last_60_days': start_of_day(day_of(as_of()) ~ ' - 59'),
    'last_90_days': start_of_day(day_of(as_of()) ~ ' - 89'),
    'lifetime': start_of_day(lifetime_start_day()),
    'all_history': "cast('0001-01-01' as timestamp)",
} %}
{% set windows = [] %}
{% for name in var('kpi_windows') %}{% do windows.append((name, starts[name])) %}{% endfor %}
{{ relationship_kpis(windows) }}
