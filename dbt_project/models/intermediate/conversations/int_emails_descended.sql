-- One row per completed e-mail that goes back to a first one, from parent to parent, with the conversation of that one.
-- E-mails that reply to each other in a circle have none.

{{ kept_by('int_touched_conversations') }}
{{ plain_texts() }}

with recursive

emails as (

    select *
    from {{ ref('int_email_parents') }}
    where {{ is_touched('activity_key', 'int_touched_conversations') }}

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

)

select
    activity_key,
    conversation_key
from descent
