-- One row per e-mail as of, from Dataverse, with its conversation, the message it answers, and whether it is an
-- automatic reply. A conversation is what Dataverse tracks as one, unless no two e-mails share an id. Mail it does not
-- track is told by the hash of its conversation index, within one subject: 32 bits alone would join strangers.

with

emails as (

    select
        *,
        {{ normal_subject('subject', 're|res|fw|fwd|enc|aw|wg|tr|rv') }} as topic
    from {{ ref('stg_dataverse__emails') }}

),

tracking as (

    select count(conversation_tracking_id) > count(distinct conversation_tracking_id) as is_shared
    from emails

),

tracked as (

    select
        conversation_hash,
        topic,
        min(conversation_tracking_id) as conversation_id
    from emails
    where conversation_hash is not null and conversation_tracking_id is not null
    group by conversation_hash, topic

)

select
    emails.activity_id,
    emails.direction,
    emails.subject,
    emails.status,
    emails.sent_at,
    emails.regarding_type,
    emails.regarding_id,
    case
        when tracking.is_shared then coalesce(
            emails.conversation_tracking_id,
            tracked.conversation_id,
            cast(emails.conversation_hash as string) || ' ' || emails.topic
        )
        else cast(emails.conversation_hash as string) || ' ' || emails.topic
    end as conversation_id,
    case
        when parents.activity_id is null then emails.in_reply_to
        else coalesce(parents.message_id, parents.activity_id)
    end as in_reply_to,
    coalesce(emails.message_id, emails.activity_id) as message_id,
    emails.is_followed,
    emails.opens,
    emails.link_clicks,
    emails.attachment_views,
    {{ dataverse_is_automatic('emails.subject') }} as is_auto_reply,
    emails.owner_id,
    emails.created_at,
    emails.modified_at,
    emails.is_reconstructed
from emails
cross join tracking
left join tracked
    on emails.conversation_hash = tracked.conversation_hash and emails.topic = tracked.topic
left join emails as parents on emails.parent_activity_id = parents.activity_id
