-- One row per activity as of, from Dataverse, in the common shape; what regarded a merged record regards its master.

with

emails as (

    select * from {{ ref('int_dataverse_emails') }}

),

meetings as (

    select * from {{ ref('int_dataverse_meetings') }}

),

calls_and_others as (

    select * from {{ ref('int_dataverse_calls_and_others') }}

),

activities as (

    select
        activity_id, 'email' as activity_type, direction, subject, status,
        cast(null as timestamp) as started_at, cast(null as timestamp) as ended_at, cast(null as timestamp) as due_at,
        sent_at, cast(null as double) as duration_minutes, regarding_type, regarding_id,
        conversation_id, in_reply_to, message_id, is_followed, opens, link_clicks, attachment_views, is_auto_reply,
        cast(null as boolean) as is_connected, false as is_recurring_master,
        owner_id, created_at, modified_at, is_reconstructed
    from emails
    union all
    select
        activity_id, 'meeting', cast(null as string), subject, status,
        started_at, ended_at, ended_at,
        cast(null as timestamp), duration_minutes, regarding_type, regarding_id,
        cast(null as string), cast(null as string), cast(null as string), cast(null as boolean),
        cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as boolean),
        cast(null as boolean), is_recurring_master,
        owner_id, created_at, modified_at, is_reconstructed
    from meetings
    union all
    select
        activity_id, activity_type, direction, subject, status,
        started_at, ended_at, due_at,
        cast(null as timestamp), duration_minutes, regarding_type, regarding_id,
        cast(null as string), cast(null as string), cast(null as string), cast(null as boolean),
        cast(null as bigint), cast(null as bigint), cast(null as bigint), cast(null as boolean),
        is_connected, false,
        owner_id, created_at, modified_at, is_reconstructed
    from calls_and_others

)

select
    'dataverse' as source_system,
    activities.activity_id,
    activities.activity_type,
    activities.direction,
    activities.subject,
    activities.status,
    activities.started_at,
    activities.ended_at,
    activities.due_at,
    activities.sent_at,
    activities.duration_minutes,
    activities.regarding_type,
    coalesce(masters.master_id, activities.regarding_id) as regarding_id,
    activities.conversation_id,
    activities.in_reply_to,
    activities.message_id,
    activities.is_followed,
    activities.opens,
    activities.link_clicks,
    activities.attachment_views,
    activities.is_auto_reply,
    activities.is_connected,
    activities.is_recurring_master,
    activities.owner_id,
    activities.created_at,
    activities.modified_at,
    activities.is_reconstructed
from activities
left join {{ ref('int_dataverse_masters') }} as masters
    on activities.regarding_type = masters.record_type and activities.regarding_id = masters.record_id
