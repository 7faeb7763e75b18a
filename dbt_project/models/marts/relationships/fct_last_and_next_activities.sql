-- One row per record that has any: the latest completed activity of each side and the earliest meeting, call or task
-- planned after as_of, whoever organises it. Not limited to a window.

{% set recency = order_key(['happened_at', 'activity_key']) %}
with

latest as (

    select
        record_key,
        {% for side, direction in [('team', 'outgoing'), ('customer', 'incoming')] -%}
        {% set done = "status = 'completed' and direction = '" ~ direction ~ "'" -%}
        max(happened_at) filter (where {{ done }}) as last_{{ side }}_activity_at,
        max_by(activity_type, {{ recency }}) filter (where {{ done }}) as last_{{ side }}_activity_type,
        max(direction) filter (where {{ done }}) as last_{{ side }}_activity_direction,
        {% endfor -%}
        {% set plans = "status = 'scheduled' and activity_type in ('meeting', 'call', 'task')" -%}
        {% set planned = plans ~ " and happened_at > " ~ as_of() -%}
        min_by(activity_key, {{ recency }}) filter (where {{ planned }}) as next_activity_key
    from {{ ref('fct_activity_links') }}
    group by record_key

)

select
    latest.* exclude (next_activity_key),
    planned.happened_at as next_activity_at,
    planned.activity_type as next_activity_type,
    planned.direction as next_activity_direction,
    planned.activity_id as next_activity_id
from latest
left join {{ ref('fct_activities') }} as planned on latest.next_activity_key = planned.activity_key
