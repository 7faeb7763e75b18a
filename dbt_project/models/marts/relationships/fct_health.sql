-- One row per record: its health as of (as of its close, when closed) with points per factor, state and trend. Where
-- the state has no score, score and points are empty and only the reason shows.

with

slopes as (

    select
        record_number,
        -- Sums of whole numbers: a slope of exactly 4 is 4.
        cast(sum(
            score_tenths * case days_before when 0 then 2 when 7 then 1 when 21 then -1 when 28 then -2 end
        ) as double) / 10e0 / 10e0 as weekly_slope
    from {{ ref('health_scores') }}
    where days_before in (0, 7, 21, 28)
    group by record_number

),

current_points as (

    select
        *,
        health_state not in ('No closed activities', 'Not enough info') as has_score
    from {{ ref('fct_health_points__now') }}

)

select
    current_points.record_key,
    current_points.point_at as measured_at,
    case when has_score then score end as health_score,
    current_points.health_state,
    states.health_colour,
    case
        when current_points.is_young or not has_score then 'Not enough info'
        -- Scores are tenths; the margin keeps a slope of exactly 4 from falling to rounding.
        when slopes.weekly_slope >= 4e0 - 1e-9 then 'Improving'
        when slopes.weekly_slope <= -4e0 + 1e-9 then 'Declining'
        else 'Steady'
    end as health_trend,
    slopes.weekly_slope,
    {% for factor in health_factors() -%}
    case when has_score then points_{{ factor }} end as points_{{ factor }}{{ ',' if not loop.last }}
    {% endfor %}
from current_points
inner join slopes on current_points.record_number = slopes.record_number
inner join {{ ref('health_states') }} as states on current_points.health_state = states.health_state
