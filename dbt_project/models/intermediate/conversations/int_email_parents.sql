-- One row per completed e-mail with the conversation it names itself, or the e-mail whose conversation it continues:
-- the one it replies to, else the latest one of the last 30 days with the same subject between the same two people.

{{ kept_by('int_touched_letters') }}
{{ plain_texts() }}

with

emails as (

    select
        activities.activity_key,
        activities.source_system,
        activities.activity_id,
        activities.happened_at,
        letters.conversation_id,
        letters.in_reply_to,
        letters.message_id,
        activities.noise_rule,
        letters.subject
    from {{ touched_rows(ref('int_activities_classified'), 'int_letters_at_hand') }} as activities
    inner join {{ touched_rows(ref('int_activities_as_of'), 'int_letters_at_hand') }} as letters
        on activities.activity_key = letters.activity_key
    where
        activities.activity_type = 'email' and activities.status = 'completed'
        and {{ is_touched('activities.activity_key', 'int_letters_at_hand') }}

),

messages as (

    select
        source_system,
        message_id,
        min_by(activity_key, case when noise_rule is null then '0' else '1' end || activity_id) as activity_key
    from emails
    where message_id is not null
    group by source_system, message_id

),

replies as (

    select emails.activity_key, messages.activity_key as parent_key
    from emails inner join messages
        on emails.source_system = messages.source_system and emails.in_reply_to = messages.message_id
    where emails.conversation_id is null and emails.activity_key <> messages.activity_key

),

{{ topics_of_letters() }},

correspondents as (

    select distinct
        emails.activity_key,
        emails.activity_id,
        emails.happened_at,
        topics.topic,
        least(senders.person_key, recipients.person_key) as one_key,
        greatest(senders.person_key, recipients.person_key) as other_key
    from emails
    inner join subjects on emails.subject = subjects.subject
    inner join topics on subjects.normal_subject = topics.normal_subject
    inner join {{ touched_rows(ref('int_activity_people'), 'int_letters_at_hand') }} as senders
        on emails.activity_key = senders.activity_key and senders.role = 'from'
    inner join {{ touched_rows(ref('int_activity_people'), 'int_letters_at_hand') }} as recipients
        on emails.activity_key = recipients.activity_key and recipients.role in ('to', 'cc')
    where
        emails.noise_rule is null
        and senders.person_key <> recipients.person_key

),

predecessors as (

    select
        activity_key,
        happened_at,
        lag(activity_key) over same_letter as parent_key,
        lag(activity_id) over same_letter as parent_id,
        lag(happened_at) over same_letter as parent_at
    from correspondents
    window same_letter as (
        partition by topic, one_key, other_key
        order by happened_at, activity_id
    )

),

same_subject as (

    select activity_key, parent_key
    from predecessors
    where parent_at >= happened_at - interval '{{ letter_days() }}' day
    qualify row_number() over (partition by activity_key order by parent_at desc, parent_id desc) = 1

)

select
    emails.activity_key,
    case
        when emails.conversation_id is not null
            then emails.source_system || ':conversation:' || emails.conversation_id
    end as own_conversation_key,
    case
        when emails.conversation_id is null then coalesce(replies.parent_key, same_subject.parent_key)
    end as parent_key
from emails
left join replies on emails.activity_key = replies.activity_key
left join same_subject on emails.activity_key = same_subject.activity_key
where {{ is_touched('emails.activity_key', 'int_touched_letters') }}
