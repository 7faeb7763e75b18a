-- One row per record and point in time: the nine factors of relationship health in points that add up exactly to the
-- score, and the state. The score stands even where the state hides it, for the trend needs it.

{{ config(materialized='view') }}

with

{{ health_scoring(ref('health_inputs')) }}

select
    record_number,
    record_key,
    days_before,
    newest_index,
    point_at,
    is_history,
    {% for factor in health_factors() -%}
    tenths_{{ factor }} / 10e0 as points_{{ factor }},
    {% endfor -%}
    score,
    {{ health_state('score', 'days_before') }} as health_state,
    coalesce(days_since_creation - days_before < 35, false) as is_young
from scored
