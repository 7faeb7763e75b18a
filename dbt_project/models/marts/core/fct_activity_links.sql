-- One row per record and activity that counts for it, with the rule that linked them and what the KPIs need.

{{ kept_by('int_touched_turns') }}
{{ in_parts() }}

select
    links.record_key,
    links.record_type,
    links.activity_key,
    links.link_rule,
    activities.activity_type,
    activities.direction,
    activities.status,
    activities.happened_at,
    activities.cancelled_at,
    activities.created_at,
    activities.is_connected,
    activities.opens_conversation,
    activities.team_minutes,
    activities.customer_minutes,
    activities.facetime_minutes,
    activities.is_followed,
    activities.opens,
    activities.link_clicks,
    activities.attachment_views
from {{ ref('int_activity_links') }} as links
inner join {{ ref('fct_activities') }} as activities on links.activity_key = activities.activity_key
where {{ is_touched('activities.activity_key', 'int_touched_turns') }}
