-- One row per activity that counts (noise is gone) with what was found out about it: its direction, the time it took
-- each side, how it was answered. What its source says of it stands in int_activities_as_of and is not written again.

{{ kept_by('int_touched_turns') }}
{{ in_parts() }}

with

turns as (

    select activity_key, opens_conversation, answer_at, response_hours
    from {{ ref('fct_turns') }}
    where {{ is_touched('activity_key', 'int_touched_turns') }}

)

select
    classified.activity_key,
    classified.direction,
    times.has_customer,
    times.is_duration_cut,
    times.team_minutes,
    times.customer_minutes,
    times.facetime_minutes,
    coalesce(turns.opens_conversation, false) as opens_conversation,
    turns.answer_at as answered_at,
    turns.response_hours
from {{ touched_rows(ref('int_activities_classified'), 'int_touched_turns') }} as classified
inner join {{ ref('int_activities_timed') }} as times on classified.activity_key = times.activity_key
left join turns on classified.activity_key = turns.activity_key
where {{ is_touched('classified.activity_key', 'int_touched_turns') }}
