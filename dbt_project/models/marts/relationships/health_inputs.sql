-- One row per record and point in time with everything the nine factors are made of, and the settings that apply.

{{ config(materialized='view') }}

with

stretches as (

    select
        stretches.*,
        {{ days_before('stretches.oldest_index') }} as oldest_before,
        settings.record_key,
        settings.measured_at,
        {% for name in health_setting_columns() -%}
        settings.{{ name }},
        {% endfor -%}
        timelines.days_lived,
        timelines.days_since_creation,
        timelines.first_index,
        timelines.third_index,
        timelines.daily_until,
        timelines.daily_weeks
    from {{ ref('health_stretches') }} as stretches
    inner join {{ ref('health_settings_by_record') }} as settings on stretches.record_number = settings.record_number
    inner join {{ ref('health_timelines') }} as timelines on stretches.record_number = timelines.record_number

),

points as (

    select
        *,
        {{ each_whole_number('newest_index', 'oldest_index') }} as point_index
    from stretches

),

dated as (

    select
        *,
        {{ days_before('point_index') }} as days_before,
        oldest_before - {{ days_before('point_index') }} as days_faded
    from points

),

aged as (

    select
        *,
        {% for name in health_newest_days() -%}
        case when {{ name }} - days_before < {{ look_back_days() }} then {{ name }} - days_before end
            as days_since_{{ name | replace('_day', '') }}{{ ',' if not loop.last }}
        {% endfor %}
    from dated

)

select
    aged.record_number,
    aged.record_key,
    aged.days_before,
    aged.measured_at - aged.days_before * interval '1' day as point_at,
    aged.days_before <= greatest(aged.days_lived, 0) as is_history,
    aged.days_since_creation - aged.days_before as days_old,
    {% for name in health_setting_columns() -%}
    aged.{{ name }},
    {% endfor -%}
    aged.days_before <= aged.first_index as has_activities,
    aged.days_before <= aged.third_index as has_enough_activities,
    aged.days_since_customer,
    aged.days_since_team,
    {% for name in health_sums() if not name.startswith('contacts') -%}
    aged.{{ name }} * {{ left_of(name, 'aged.days_faded') }} as {{ name }},
    {% endfor -%}
    steps.days_ahead,
    aged.contacts_recent + aged.contacts_fading * {{ left_of('contacts_fading', 'aged.days_faded') }} as contacts_present,
    {{ recency_factor('aged.days_since_contact', 'interval_days', 'half_life') }} as most_present,
    greatest(
        {{ recency_factor('aged.days_since_manager', 'interval_days', 'half_life') }} / 3e0,
        {{ recency_factor('aged.days_since_director', 'interval_days', 'half_life') }} * 2e0 / 3e0,
        {{ recency_factor('aged.days_since_c_level', 'interval_days', 'half_life') }}
    ) as seniority_factor
from aged
left join {{ ref('health_next_steps') }} as steps
    on aged.record_number = steps.record_number and aged.point_index = steps.point_index
