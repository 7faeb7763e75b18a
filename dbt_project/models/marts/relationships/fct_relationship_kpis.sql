-- One row per record: counts, minutes, rates and ratios over the lifetime window (from 1 January of the year before
-- as_of). Rates and ratios are empty where there is nothing to divide; nothing is rounded.

{{ config(materialized='view') }}

select {{ all_but(['kpi_window']) }}
from {{ ref('fct_relationship_kpis__by_window') }}
where kpi_window = 'lifetime'
