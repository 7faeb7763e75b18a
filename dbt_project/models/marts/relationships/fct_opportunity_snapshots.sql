-- One row per opportunity and day of a grid, every 28 days back from as_of, on which it was open and at least 14 days
-- old: the deal and its health as known then, and what came of it within 90 days. What models learn from and are
-- tested on. A view, for they learn once a week; what they are asked about is fct_opportunity_snapshots__now.

{# Spark hands it over as a file. #}
{{ config(materialized='table' if target.type == 'spark' else 'view') }}

{{ opportunities_on_days(ref('health_snapshots')) }}
