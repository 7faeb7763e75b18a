-- One row per completed e-mail, noise too, with its conversation: followed from parent to parent up to the
-- first e-mail. E-mails that reply to each other in a circle, and those that hang on it, are one conversation.

{{ kept_by('int_touched_conversations') }}
{{ plain_texts() }}

with recursive

emails as (

    select *
    from {{ ref('int_email_parents') }}
    where {{ is_touched('activity_key', 'int_touched_conversations') }}

),

descended as (

    select *
    from {{ ref('int_emails_descended') }}
    where {{ is_touched('activity_key', 'int_touched_conversations') }}

),

circular as (

    select
        emails.activity_key,
        emails.parent_key
    from emails
    anti join descended on emails.activity_key = descended.activity_key

),

-- Two that follow the replies, one twice as fast, meet on the circle that an e-mail hangs on; from there once around.
pursuits as (

    select circular.activity_key, circular.parent_key as slow_key, ahead.parent_key as fast_key
    from circular
    inner join circular as ahead on circular.parent_key = ahead.activity_key
    union all
    select pursuits.activity_key, slow.parent_key, fast_ahead.parent_key
    from pursuits
    inner join circular as slow on pursuits.slow_key = slow.activity_key
    inner join circular as fast on pursuits.fast_key = fast.activity_key
    inner join circular as fast_ahead on fast.parent_key = fast_ahead.activity_key
    where pursuits.slow_key <> pursuits.fast_key

),

meetings as (

    select activity_key, slow_key as met_key from pursuits where slow_key = fast_key

),

rounds as (

    select meetings.met_key, circular.parent_key as reached_key
    from (select distinct met_key from meetings) as meetings
    inner join circular on meetings.met_key = circular.activity_key
    union all
    select rounds.met_key, circular.parent_key
    from rounds
    inner join circular on rounds.reached_key = circular.activity_key
    where rounds.reached_key <> rounds.met_key

),

circles as (

    select
        meetings.activity_key,
        cast(min(rounds.reached_key) as string) as conversation_key
    from meetings
    inner join rounds on meetings.met_key = rounds.met_key
    group by meetings.activity_key

),

conversations as (

    select * from descended
    union all
    select activity_key, conversation_key from circles

)

select
    conversations.activity_key,
    conversations.conversation_key
from conversations
