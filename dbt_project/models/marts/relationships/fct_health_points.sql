-- One row per record and point in time: the nine factors of relationship health in points that add up exactly to the
-- score, and the state. The score stands even where the state hides it, for the trend needs it.

with

factors as (

    select
        points.record_key,
        points.days_before,
        points.point_at,
        settings.* exclude (record_key, record_type, measured_at),
        points.is_history,
        points.days_before <= coalesce(evidence.first_index, -1) as has_activities,
        points.days_before <= coalesce(evidence.third_index, -1) as has_enough_activities,
        {{ recency_factor('volumes.days_since_customer', 'settings.recency_days', 'settings.recency_days') }}
            as f_recency_customer,
        {{ recency_factor('volumes.days_since_team', 'settings.recency_days', 'settings.recency_days') }}
            as f_recency_team,
        1e0 - power(
            0.2e0,
            (coalesce(volumes.team_volume, 0e0) + coalesce(volumes.customer_volume, 0e0)) / settings.expected_volume
        ) as f_volume,
        1e0 - power(0.2e0, coalesce(volumes.customer_volume, 0e0) / (0.4e0 * settings.expected_volume)) as f_customer,
        coalesce(of_ours.response_factor, 0.4e0) as f_response_customer,
        coalesce(of_theirs.response_factor, 0.4e0) as f_response_team,
        {{ recency_factor('steps.days_ahead', '2e0 * settings.interval_days', 'settings.interval_days') }}
            as f_next_step,
        least(1e0, coalesce(breadth.contacts_present, 0e0) / 3e0) as f_breadth,
        coalesce(breadth.seniority_factor, 0e0) as f_seniority
    from {{ ref('health_points_in_time') }} as points
    inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
    left join {{ ref('health_evidence') }} as evidence on points.record_key = evidence.record_key
    left join {{ ref('health_volumes') }} as volumes
        on points.record_key = volumes.record_key and points.days_before = volumes.days_before
    left join {{ ref('health_responses') }} as of_ours
        on points.record_key = of_ours.record_key
            and points.days_before = of_ours.days_before
            and of_ours.side = 'team'
    left join {{ ref('health_responses') }} as of_theirs
        on points.record_key = of_theirs.record_key
            and points.days_before = of_theirs.days_before
            and of_theirs.side = 'customer'
    left join {{ ref('health_next_steps') }} as steps
        on points.record_key = steps.record_key and points.days_before = steps.days_before
    left join {{ ref('health_breadth') }} as breadth
        on points.record_key = breadth.record_key and points.days_before = breadth.days_before

),

pointed as (

    select
        record_key,
        days_before,
        point_at,
        created_at,
        is_history,
        has_activities,
        has_enough_activities,
        good_from,
        fair_from,
        {% for factor in health_factors() -%}
        {{ tenths('points_' ~ factor, 'f_' ~ factor) }} as tenths_{{ factor }}{{ ',' if not loop.last }}
        {% endfor %}
    from factors

),

scored as (

    select
        *,
        (
            {% for factor in health_factors() %}tenths_{{ factor }}{{ ' + ' if not loop.last }}{% endfor %}
        ) / 10e0 as score
    from pointed

)

select
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
        when not has_enough_activities or created_at > point_at - interval '14' day then 'Not enough info'
        when score >= good_from then 'Good'
        when score >= fair_from then 'Fair'
        else 'Poor'
    end as health_state,
    coalesce(created_at > point_at - interval '35' day, false) as is_young
from scored
