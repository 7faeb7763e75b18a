-- One row per activity that counts (noise is gone), completed, scheduled or cancelled as of.

{{ config(materialized='view') }}

select
    recorded.activity_key,
    recorded.source_system,
    recorded.activity_id,
    recorded.activity_type,
    measured.direction,
    recorded.status,
    recorded.happened_at,
    recorded.cancelled_at,
    recorded.created_at,
    recorded.subject,
    recorded.regarding_key,
    recorded.is_connected,
    measured.has_customer,
    measured.is_duration_cut,
    measured.team_minutes,
    measured.customer_minutes,
    measured.facetime_minutes,
    recorded.is_followed,
    recorded.opens,
    recorded.link_clicks,
    recorded.attachment_views,
    recorded.is_reconstructed,
    measured.opens_conversation,
    measured.answered_at,
    measured.response_hours
from {{ ref('fct_activities__recorded') }} as recorded
inner join {{ ref('fct_activities__measured') }} as measured on recorded.activity_key = measured.activity_key
