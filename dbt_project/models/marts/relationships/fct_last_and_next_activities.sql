-- One row per record that has any: the latest completed activity of each side and the earliest meeting, call or task
-- planned after as_of, whoever organises it. Not limited to a window.

{% set recency = order_key(['happened_at', 'activity_id']) %}
select
    record_key,
    {% for side, direction in [('team', 'outgoing'), ('customer', 'incoming')] -%}
    {% set done = "status = 'completed' and direction = '" ~ direction ~ "'" -%}
    max(happened_at) filter (where {{ done }}) as last_{{ side }}_activity_at,
    max_by(activity_type, {{ recency }}) filter (where {{ done }}) as last_{{ side }}_activity_type,
    max(direction) filter (where {{ done }}) as last_{{ side }}_activity_direction,
    max_by(activity_id, {{ recency }}) filter (where {{ done }}) as last_{{ side }}_activity_id,
    {% endfor -%}
    {% set plans = "status = 'scheduled' and activity_type in ('meeting', 'call', 'task')" -%}
    {% set planned = plans ~ " and happened_at > " ~ as_of() -%}
    min(happened_at) filter (where {{ planned }}) as next_activity_at,
    min_by(activity_type, {{ recency }}) filter (where {{ planned }}) as next_activity_type,
    min_by(direction, {{ recency }}) filter (where {{ planned }}) as next_activity_direction,
    min_by(activity_id, {{ recency }}) filter (where {{ planned }}) as next_activity_id
from {{ ref('fct_activity_links') }}
group by record_key
