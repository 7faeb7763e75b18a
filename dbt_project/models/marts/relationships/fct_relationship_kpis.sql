-- One row per record: counts, minutes, rates and ratios over the lifetime window (from 1 January of the year before
-- as_of). Rates and ratios are empty where there is nothing to divide; nothing is rounded.
-- depends_on: {{ ref('fct_activity_links') }}, {{ ref('fct_record_turns') }}, {{ ref('dim_records') }}

{{ relationship_kpis(start_of_day(lifetime_start_day())) }}
