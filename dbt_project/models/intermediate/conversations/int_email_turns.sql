-- One row per turn in a conversation: the first of one or more consecutive e-mails of one side. The answer is the
-- first e-mail of the other side after it, so a reminder neither answers nor restarts the clock.

{{ kept_by('int_touched_conversations') }}

with

emails as (

    select
        threaded.conversation_key,
        activities.activity_key,
        activities.activity_id,
        activities.direction,
        activities.happened_at,
        row_number() over conversation as position,
        lag(activities.direction) over conversation as previous_direction
    from {{ touched_rows(ref('int_emails_threaded'), 'int_touched_conversations') }} as threaded
    inner join {{ touched_rows(ref('int_activities_classified'), 'int_touched_conversations') }} as activities
        on threaded.activity_key = activities.activity_key
    where activities.noise_rule is null
    window conversation as (
        partition by threaded.conversation_key
        order by activities.happened_at, activities.activity_id
    )

)

select
    activity_key,
    direction,
    happened_at,
    position = 1 as opens_conversation,
    lead(activity_key) over next_turn as answer_key,
    lead(happened_at) over next_turn as answer_at
from emails
where previous_direction is distinct from direction
window next_turn as (partition by conversation_key order by happened_at, activity_id)
