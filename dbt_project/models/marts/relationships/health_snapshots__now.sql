-- The rows of health_snapshots as of, of the deals that are open.

{{ config(materialized='view') }}

{{ health_on_days(now=true) }}
