-- The row of fct_health_points that every record has as of (as of its close, when closed).

{{ config(materialized='view') }}

{{ health_points(ref('health_inputs__now')) }}
