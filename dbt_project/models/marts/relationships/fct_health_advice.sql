-- One row per open record with a score and action that would raise it: the gain in points, recomputed with the formula
-- as if the action were done now. A meeting is one with the contact heard from last (of several that day, the most
-- senior one); involving another contact counts for breadth alone.

{% set changed = ['team_volume', 'customer_volume', 'days_since_team', 'days_since_customer', 'team_answered_weight',
                  'team_asked_weight', 'days_ahead', 'contacts_present', 'seniority_factor'] %}
with

inputs as (

    select inputs.*
    from {{ ref('health_inputs__now') }} as inputs
    inner join {{ ref('dim_records') }} as records on inputs.record_key = records.record_key
    where records.is_open

),

waiting as (

    select
        turns.record_key,
        {{ exact_sum(
            decay('turns.age', '2e0 * turns.half_life') ~ ' * (0.6e0 + 0.4e0 * ' ~ decay('turns.days_waited', '1') ~ ')',
            per_factor()
        ) }} as answered_weight,
        coalesce({{ exact_sum(decay('turns.age', '2e0 * turns.half_life'), per_factor(), 'not turns.is_asked') }}, 0e0) as newly_asked_weight
    from (
        select
            turns.record_key,
            settings.half_life,
            {{ whole_days_between('turns.turn_at', 'settings.measured_at') }} as age,
            {{ seconds_between('turns.turn_at', 'settings.measured_at') }} / 86400e0 as days_waited,
            turns.turn_at < settings.measured_at - interval '72' hour and not turns.is_itself_an_answer as is_asked
        from {{ ref('fct_record_turns') }} as turns
        inner join {{ ref('health_settings_by_record') }} as settings on turns.record_key = settings.record_key
        where turns.side = 'customer' and turns.is_waiting and turns.turn_at <= settings.measured_at
    ) as turns
    group by turns.record_key

),

today as (

    select * from {{ ref('health_days') }} where day_index = 0

),

heard_last as (

    select
        contacts.record_number,
        min(contacts.day_index) as days_since,
        max(coalesce(seniority.seniority_level, 0)) / 3e0 as level
    from (
        select * from {{ ref('health_contact_days') }} where day_index < {{ look_back_days() }}
        qualify rank() over (partition by record_number order by day_index) = 1
    ) as contacts
    left join {{ ref('int_seniority') }} as seniority on contacts.person_key = seniority.person_key
    group by contacts.record_number

),

actions as (

    select
        {{ with_changes('inputs', changed, {
            'team_volume': 'inputs.team_volume + least(18e0, coalesce(today.team_weight, 0e0) + inputs.weight_meeting) - coalesce(today.team_weight, 0e0)',
            'customer_volume': 'inputs.customer_volume + least(18e0, coalesce(today.customer_weight, 0e0) + 0.5e0 * inputs.weight_meeting) - coalesce(today.customer_weight, 0e0)',
            'days_since_team': '0', 'days_since_customer': '0',
            'contacts_present': 'inputs.contacts_present + 1e0 - ' ~ recency_factor('heard_last.days_since', 'inputs.interval_days', 'inputs.half_life'),
            'seniority_factor': 'greatest(inputs.seniority_factor, coalesce(heard_last.level, 0e0))',
        }) }},
        'customer_meeting' as action
    from inputs
    left join heard_last on inputs.record_number = heard_last.record_number
    left join today on inputs.record_number = today.record_number
    union all
    select
        {{ with_changes('inputs', changed, {
            'team_volume': 'inputs.team_volume + least(18e0, coalesce(today.team_weight, 0e0) + inputs.weight_email) - coalesce(today.team_weight, 0e0)',
            'days_since_team': '0', 'team_answered_weight': 'inputs.team_answered_weight + waiting.answered_weight',
            'team_asked_weight': 'inputs.team_asked_weight + waiting.newly_asked_weight',
        }) }},
        'answer_waiting_email'
    from inputs
    inner join waiting on inputs.record_key = waiting.record_key
    left join today on inputs.record_number = today.record_number
    union all
    select {{ with_changes('inputs', changed, {'days_ahead': '0e0'}) }}, 'schedule_next_step' from inputs
    union all
    select {{ with_changes('inputs', changed, {'contacts_present': 'inputs.contacts_present + 1e0'}) }}, 'involve_another_contact' from inputs

),

factors as (

    select
        *,
        {{ health_factor_columns() }}
    from actions

),

scored as (

    select
        record_key,
        action,
        {% for factor in health_factors() %}{{ tenths('points_' ~ factor, 'f_' ~ factor) }}{{ ' + ' if not loop.last }}{% endfor %} as tenths
    from factors

)

select
    scored.record_key,
    scored.action,
    (scored.tenths - round(health.health_score * 10e0)) / 10e0 as gain
from scored
inner join {{ ref('fct_health') }} as health on scored.record_key = health.record_key
where scored.tenths > round(health.health_score * 10e0)
