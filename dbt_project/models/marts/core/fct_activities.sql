-- One row per activity that counts (noise is gone), completed, scheduled or cancelled as of.

{{ kept_by('int_touched_turns') }}
{{ in_parts() }}

with

turns as (

    select activity_key, opens_conversation, answer_at, response_hours
    from {{ ref('fct_turns') }}
    where {{ is_touched('activity_key', 'int_touched_turns') }}

)

select
    activities.activity_key,
    activities.source_system,
    activities.activity_id,
    activities.activity_type,
    classified.direction,
    activities.status,
    activities.happened_at,
    activities.cancelled_at,
    activities.created_at,
    activities.subject,
    activities.regarding_key,
    activities.is_connected,
    times.has_customer,
    times.is_duration_cut,
    times.team_minutes,
    times.customer_minutes,
    times.facetime_minutes,
    activities.is_followed,
    activities.opens,
    activities.link_clicks,
    activities.attachment_views,
    activities.is_reconstructed,
    coalesce(turns.opens_conversation, false) as opens_conversation,
    turns.answer_at as answered_at,
    turns.response_hours
from {{ ref('int_activities_as_of') }} as activities
inner join {{ ref('int_activities_classified') }} as classified on activities.activity_key = classified.activity_key
inner join {{ ref('int_activities_timed') }} as times on activities.activity_key = times.activity_key
left join turns on activities.activity_key = turns.activity_key
where
    {{ is_touched('activities.activity_key', 'int_touched_turns') }}
    -- Each side for itself: a range is not carried over a join.
    and {{ in_part('classified.activity_key') }}
