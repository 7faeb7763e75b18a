-- One row per record and point in time: the nine factors of relationship health in points that add up exactly to the
-- score, and the state. The score stands even where the state hides it, for the trend needs it.

{{ config(materialized='view') }}

with

factors as (

    select
        *,
        {{ health_factor_columns() }}
    from {{ ref('health_inputs') }}

),

pointed as (

    select
        *,
        {% for factor in health_factors() -%}
        {{ tenths('points_' ~ factor, 'f_' ~ factor) }} as tenths_{{ factor }}{{ ',' if not loop.last }}
        {% endfor %}
    from factors

),

scored as (

    select
        *,
        ({% for factor in health_factors() %}tenths_{{ factor }}{{ ' + ' if not loop.last }}{% endfor %}) / 10e0 as score
    from pointed

)

select
    record_number,
    record_key,
    days_before,
    point_at,
    is_history,
    {% for factor in health_factors() -%}
    tenths_{{ factor }} / 10e0 as points_{{ factor }},
    {% endfor -%}
    score,
    case
        when not has_activities then 'No closed activities'
        when not has_enough_activities or days_old < 14 then 'Not enough info'
        when score >= good_from then 'Good'
        when score >= fair_from then 'Fair'
        else 'Poor'
    end as health_state,
    coalesce(days_old < 35, false) as is_young
from scored
