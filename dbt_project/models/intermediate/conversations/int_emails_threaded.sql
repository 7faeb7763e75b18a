-- One row per completed e-mail that is not noise, with its conversation: followed from parent to parent up to the
-- first e-mail. E-mails that reply to each other in a circle, and those that hang on it, are one conversation.

with recursive

emails as (

    select * from {{ ref('int_email_parents') }}

),

descent as (

    select
        activity_key,
        coalesce(own_conversation_key, cast(activity_key as string)) as conversation_key
    from emails
    where parent_key is null
    union all
    select
        emails.activity_key,
        descent.conversation_key
    from emails
    inner join descent on emails.parent_key = descent.activity_key

),

circular as (

    select
        emails.activity_key,
        emails.parent_key
    from emails
    anti join descent on emails.activity_key = descent.activity_key

),

reached as (

    select activity_key, parent_key as reached_key
    from circular
    union
    select reached.activity_key, circular.parent_key
    from reached
    inner join circular on reached.reached_key = circular.activity_key

),

circles as (

    select
        reached.activity_key,
        cast(min(reached.reached_key) as string) as conversation_key
    from reached
    inner join reached as back
        on reached.reached_key = back.activity_key and back.activity_key = back.reached_key
    group by reached.activity_key

),

conversations as (

    select * from descent
    union all
    select activity_key, conversation_key from circles

)

select
    conversations.activity_key,
    conversations.conversation_key
from conversations
inner join emails on conversations.activity_key = emails.activity_key
where emails.noise_rule is null
