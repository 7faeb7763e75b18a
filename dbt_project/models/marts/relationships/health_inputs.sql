-- One row per record and point in time with everything the nine factors are made of, and the settings that apply.

{{ config(materialized='view') }}

select
    points.record_key,
    points.days_before,
    points.point_at,
    points.is_history,
    settings.* exclude (record_key, record_type, measured_at),
    points.days_before <= coalesce(evidence.first_index, -1) as has_activities,
    points.days_before <= coalesce(evidence.third_index, -1) as has_enough_activities,
    volumes.days_since_customer,
    volumes.days_since_team,
    coalesce(volumes.team_volume, 0e0) as team_volume,
    coalesce(volumes.customer_volume, 0e0) as customer_volume,
    coalesce(of_ours.answered_weight, 0e0) as customer_answered_weight,
    coalesce(of_ours.asked_weight, 0e0) as customer_asked_weight,
    coalesce(of_theirs.answered_weight, 0e0) as team_answered_weight,
    coalesce(of_theirs.asked_weight, 0e0) as team_asked_weight,
    steps.days_ahead,
    coalesce(breadth.contacts_present, 0e0) as contacts_present,
    coalesce(breadth.most_present, 0e0) as most_present,
    coalesce(breadth.seniority_factor, 0e0) as seniority_factor
from {{ ref('health_points_in_time') }} as points
inner join {{ ref('health_settings_by_record') }} as settings on points.record_key = settings.record_key
left join {{ ref('health_evidence') }} as evidence on points.record_key = evidence.record_key
left join {{ ref('health_volumes') }} as volumes
    on points.record_key = volumes.record_key and points.days_before = volumes.days_before
left join {{ ref('health_responses') }} as of_ours
    on points.record_key = of_ours.record_key and points.days_before = of_ours.days_before and of_ours.side = 'team'
left join {{ ref('health_responses') }} as of_theirs
    on points.record_key = of_theirs.record_key and points.days_before = of_theirs.days_before and of_theirs.side = 'customer'
left join {{ ref('health_next_steps') }} as steps
    on points.record_key = steps.record_key and points.days_before = steps.days_before
left join {{ ref('health_breadth') }} as breadth
    on points.record_key = breadth.record_key and points.days_before = breadth.days_before
