-- One row per opportunity and day of a grid, every 28 days back from as_of, on which it was open and at least 14 days
-- old, with its health then: that of its newest point in time not after the day. See fct_opportunity_snapshots.

{{ config(materialized='view') }}

{{ health_on_days(now=false) }}
