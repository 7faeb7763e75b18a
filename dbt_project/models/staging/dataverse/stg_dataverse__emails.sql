-- One row per e-mail as of, from Dataverse.

{{ dataverse_rows('emails', 'activityid') }}
select
    activityid as activity_id,
    {{ masked_subject('subject', 're|res|fw|fwd|enc|aw|wg|tr|rv') }} as subject,
    -- Pending, sending and failed e-mails have not left yet.
    case
        when statecode = 2 then 'cancelled'
        when statecode = 1 and coalesce(statuscode, 3) not in (6, 7, 8) then 'completed'
        else 'open'
    end as status,
    {{ dataverse_type('_regardingobjectid_value_type') }} as regarding_type,
    _regardingobjectid_value as regarding_id,
    {{ dataverse_owner() }} as owner_id,
    createdon as created_at,
    modifiedon as modified_at,
    coalesce(modifiedon > {{ as_of() }}, false) as is_reconstructed,
    case directioncode when true then 'outgoing' when false then 'incoming' end as direction,
    coalesce(senton, case when statecode = 1 then createdon end) as sent_at,
    {{ masked_id("nullif(trim(messageid), '')") }} as message_id,
    {{ masked_id("nullif(trim(inreplyto), '')") }} as in_reply_to,
    coalesce(_correlatedactivityid_value, _parentactivityid_value) as parent_activity_id,
    conversationtrackingid as conversation_tracking_id,
    baseconversationindexhash as conversation_hash,
    coalesce(isemailfollowed, false) as is_followed,
    opencount as opens,
    linksclickedcount as link_clicks,
    attachmentopencount as attachment_views
from current_rows
