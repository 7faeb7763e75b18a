-- One row per completed e-mail that is not noise, with its conversation: followed from parent to parent up to the
-- first e-mail. A circle of replies is cut where an e-mail claims to answer a later one.

with recursive

emails as (

    select * from {{ ref('int_email_parents') }}

),

descent as (

    select
        activity_key,
        coalesce(own_conversation_key, activity_key) as conversation_key
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
        case
            when (parents.happened_at, parents.activity_id) < (emails.happened_at, emails.activity_id)
                then emails.parent_key
        end as parent_key
    from emails
    inner join emails as parents on emails.parent_key = parents.activity_key
    anti join descent on emails.activity_key = descent.activity_key

),

circular_descent as (

    select activity_key, activity_key as conversation_key
    from circular
    where parent_key is null
    union all
    select circular.activity_key, circular_descent.conversation_key
    from circular
    inner join circular_descent on circular.parent_key = circular_descent.activity_key

),

conversations as (

    select * from descent
    union all
    select * from circular_descent

)

select
    conversations.activity_key,
    conversations.conversation_key
from conversations
inner join emails on conversations.activity_key = emails.activity_key
where emails.noise_rule is null
