-- One row per activity that counts (noise is gone), completed, scheduled or cancelled as of.

{{ config(materialized='view') }}

select
    activities.activity_key,
    activities.source_system,
    activities.activity_id,
    activities.activity_type,
    measured.direction,
    activities.status,
    activities.happened_at,
    activities.cancelled_at,
    activities.created_at,
    activities.subject,
    activities.regarding_key,
    activities.is_connected,
    measured.has_customer,
    measured.is_duration_cut,
    measured.team_minutes,
    measured.customer_minutes,
    measured.facetime_minutes,
    activities.is_followed,
    activities.opens,
    activities.link_clicks,
    activities.attachment_views,
    activities.is_reconstructed,
    measured.opens_conversation,
    measured.answered_at,
    measured.response_hours
from {{ ref('int_activities_as_of') }} as activities
inner join {{ ref('fct_activities__measured') }} as measured on activities.activity_key = measured.activity_key
