-- One row per record and point in time: the nine factors of relationship health in points that add up exactly to the
-- score, and the state. The score stands even where the state hides it, for the trend needs it.

{{ config(materialized='view') }}

{{ health_points(ref('health_inputs')) }}
