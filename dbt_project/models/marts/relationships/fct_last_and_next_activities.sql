-- One row per record that has any: the latest completed activity of each side and the earliest meeting, call or task
-- planned after as_of, whoever organises it. Not limited to a window.

{% set recency = order_key(['happened_at', 'activity_key']) %}
with

activities as (

    select
        activity_key,
        activity_id,
        activity_type,
        direction,
        happened_at
    from {{ ref('fct_activities') }}

),

found as (

    select
        record_key,
        {% for side, direction in [('team', 'outgoing'), ('customer', 'incoming')] -%}
        max_by(activity_key, {{ recency }}) filter (where status = 'completed' and direction = '{{ direction }}')
            as last_{{ side }}_key,
        {% endfor -%}
        min_by(activity_key, {{ recency }}) filter (
            where
                status = 'scheduled'
                and activity_type in ('meeting', 'call', 'task')
                and happened_at > {{ as_of() }}
        ) as next_key
    from {{ ref('fct_activity_links') }}
    group by record_key

)

select
    found.record_key,
    {% for activity in ['last_team', 'last_customer', 'next'] -%}
    {{ activity }}.happened_at as {{ activity }}_activity_at,
    {{ activity }}.activity_type as {{ activity }}_activity_type,
    {{ activity }}.direction as {{ activity }}_activity_direction,
    {{ activity }}.activity_id as {{ activity }}_activity_id{{ ',' if not loop.last }}
    {% endfor %}
from found
{% for activity in ['last_team', 'last_customer', 'next'] -%}
left join activities as {{ activity }} on found.{{ activity }}_key = {{ activity }}.activity_key
{% endfor %}
