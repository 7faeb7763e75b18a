-- One row per activity that is known as of, noise too, with what its source says of it.
-- Apart from fct_activities, which is two tables joined: a view of a join is joined whole before anything else, and who
-- looks for the activities of one record joins the two by itself.

{{ config(materialized='view') }}

select
    activity_key,
    source_system,
    activity_id,
    activity_type,
    status,
    happened_at,
    cancelled_at,
    created_at,
    subject,
    regarding_key,
    is_connected,
    is_followed,
    opens,
    link_clicks,
    attachment_views,
    is_reconstructed
from {{ ref('int_activities_as_of') }}
