{# What the nine factors are made of at points in time of these stretches. The caller's block selects everything of
   `stretches` and a point_index within each, of all points of a record or those that somebody asks for, and the columns
   `more`. `by_key`: the stretches have the key too. #}
{% macro health_inputs(relation, by_key=false, more=[]) -%}
with

stretches as (

    select
        {{ all_but(['record_key'], 'stretches') if by_key else 'stretches.*' }},
        {{ days_before('stretches.oldest_index') }} as oldest_before,
        settings.record_key,
        settings.measured_at,
        {% for name in health_setting_columns() -%}
        settings.{{ name }},
        {% endfor -%}
        timelines.days_lived,
        timelines.days_since_creation,
        timelines.days_since_after_creation,
        timelines.first_index,
        timelines.third_index,
        timelines.daily_until,
        timelines.daily_weeks
    from {{ relation }} as stretches
    inner join {{ ref('health_settings_by_record') }} as settings
        on stretches.record_number = settings.record_number
        {%- if by_key %} and stretches.record_key = settings.record_key{% endif %}
    inner join {{ ref('health_timelines') }} as timelines on stretches.record_number = timelines.record_number

),

points as (

    {{ caller() }}

),

dated as (

    select
        *,
        cast({{ days_before('point_index') }} as integer) as days_before,
        oldest_before - cast({{ days_before('point_index') }} as integer) as days_faded
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
    record_number,
    record_key,
    days_before,
    newest_index,
    {% for name in more -%}
    {{ name }},
    {% endfor -%}
    measured_at - days_before * interval '1' day as point_at,
    days_before <= greatest(days_lived, 0) as is_history,
    days_since_creation,
    days_since_after_creation,
    first_index,
    third_index,
    {% for name in health_setting_columns() -%}
    {{ name }},
    {% endfor -%}
    days_since_customer,
    days_since_team,
    {% for name in health_sums() if name.endswith('volume') or name.endswith('weight') -%}
    {{ name }} * {{ left_of(name, 'days_faded') }} as {{ name }},
    {% endfor -%}
    case when steps_ahead > 0e0 then step_days_after + days_before end as days_ahead,
    contacts_recent + contacts_fading * {{ left_of('contacts_fading', 'days_faded') }} as contacts_present,
    greatest(
        {{ recency_factor('days_since_manager', 'interval_days', 'half_life') }} / 3e0,
        {{ recency_factor('days_since_director', 'interval_days', 'half_life') }} * 2e0 / 3e0,
        {{ recency_factor('days_since_c_level', 'interval_days', 'half_life') }}
    ) as seniority_factor
from aged
{%- endmacro %}

{# The steps from these inputs to the score: factors, points in tenths, and their sum. #}
{% macro health_scoring(inputs) -%}
factors as (

    select
        *,
        {{ health_factor_columns() }}
    from {{ inputs }}

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
{%- endmacro %}

{# The points of these inputs: the nine factors in points, the score and the state. #}
{% macro health_points(inputs) -%}
with

{{ health_scoring(inputs) }}

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
{%- endmacro %}
