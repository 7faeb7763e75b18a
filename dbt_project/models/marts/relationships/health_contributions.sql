-- One row per piece of evidence and the points in time that count it, in days before the measuring instant: those from
-- from_day down to but not at until_day. Its weights are those of full_day and fade from there; the newest days tell who
-- was active last.

{{ config(materialized='view') }}

{#- Written out where they are used, not as CTEs: those would be computed whole for whoever asks for one record. -#}
{% set turns -%}
    (
        select
            *,
            0.6e0 + 0.4e0 * {{ decay('response_days', '1') }} as answer_weight,
            day_index - {{ look_back_days() }} as forgotten_index,
            case when side = 'team' then 1e0 else 0e0 end as is_of_team,
            case when side = 'customer' then 1e0 else 0e0 end as is_of_customer
        from {{ ref('health_turns') }}
    )
{%- endset %}

{# Only answers known at the point count. #}
{% set answered %}{{ turns }} as turns where answer_index is not null{% endset %}

{# A turn counts without an answer once it is overdue: at most 72 hours are not held against anybody. #}
{% set overdue -%}
    (
        select
            *,
            greatest(coalesce(answer_index, forgotten_index), forgotten_index) as until_index
        from {{ turns }} as turns
    ) as turns
    where overdue_index > coalesce(answer_index, forgotten_index)
{%- endset %}

{# Within the expected interval a contact is fully present, after it it fades. A contact counts once: points at or before
   the newer day look back on that one instead. #}
{% set heard -%}
    (
        select
            *,
            greatest(cast(ceil(day_index - interval_days) as integer) - 1, until_index) as fading_index
        from (
            select
                days.*,
                settings.interval_days,
                coalesce(seniority.seniority_level, 0) as level,
                greatest(coalesce(days.newer_index, -1), days.day_index - {{ look_back_days() }}) as until_index
            from {{ ref('health_contact_days') }} as days
            inner join {{ ref('health_settings_by_record') }} as settings on days.record_number = settings.record_number
            left join {{ ref('int_seniority') }} as seniority on days.person_key = seniority.person_key
        ) as days
    ) as heard
{%- endset %}
{% set levels = {
    'manager_day': 'case when level = 1 then day_index end',
    'director_day': 'case when level = 2 then day_index end',
    'c_level_day': 'case when level = 3 then day_index end',
} %}

{# One step is the next one at a time, so that the sums over the steps are its own days, and 1. #}
{% set steps -%}
    (
        select
            steps.*,
            {{ days_before('steps.oldest_index') }} as oldest_before,
            {{ days_before('steps.newest_index') }} as newest_before
        from {{ ref('health_next_steps') }} as steps
        inner join {{ ref('health_timelines') }} as timelines on steps.record_number = timelines.record_number
    ) as steps
{%- endset %}

{{ contributed(ref('health_days'), 'day_index', 'day_index - ' ~ look_back_days(), 'day_index', {
    'team_volume': 'team_weight',
    'customer_volume': 'customer_weight',
    'team_day': 'case when is_team_active then day_index end',
    'customer_day': 'case when is_customer_active then day_index end',
}) }}
union all
{{ contributed(answered, 'answer_index', 'forgotten_index', 'day_index', {
    'customer_answered_weight': 'is_of_team * answer_weight',
    'customer_asked_weight': 'is_of_team',
    'team_answered_weight': 'is_of_customer * answer_weight',
    'team_asked_weight': 'is_of_customer',
}) }}
union all
{{ contributed(overdue, 'overdue_index', 'until_index', 'day_index', {
    'customer_asked_weight': 'is_of_team',
    'team_asked_weight': 'is_of_customer',
}) }}
union all
{{ contributed(heard, 'day_index', 'fading_index', 'day_index', dict({'contacts_recent': '1e0'}, **levels)) }}
union all
{{ contributed(heard, 'fading_index', 'until_index', 'day_index - interval_days', dict({'contacts_fading': '1e0'}, **levels)) }}
union all
{{ contributed(steps, 'oldest_before', 'newest_before - 1', 'oldest_before', {
    'steps_ahead': '1e0',
    'step_days_after': 'cast(days_after as double)',
}) }}
