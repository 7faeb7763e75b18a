-- One row per record and activity that counts for it, with the rule that linked them and what the KPIs need.

{{ kept_by('int_touched_turns') }}
{{ in_parts() }}

select
    links.record_key,
    links.record_type,
    links.activity_key,
    links.link_rule,
    recorded.activity_type,
    measured.direction,
    recorded.status,
    recorded.happened_at,
    recorded.cancelled_at,
    recorded.created_at,
    recorded.is_connected,
    measured.opens_conversation,
    measured.team_minutes,
    measured.customer_minutes,
    measured.facetime_minutes,
    recorded.is_followed,
    recorded.opens,
    recorded.link_clicks,
    recorded.attachment_views
from {{ ref('int_activity_links') }} as links
inner join {{ touched_rows(ref('fct_activities__recorded'), 'int_touched_turns') }} as recorded
    on links.activity_key = recorded.activity_key
inner join {{ touched_rows(ref('fct_activities__measured'), 'int_touched_turns') }} as measured
    on links.activity_key = measured.activity_key
where {{ is_touched('recorded.activity_key', 'int_touched_turns') }}
