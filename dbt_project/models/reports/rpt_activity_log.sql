-- One row per record and activity that is completed, or planned and not cancelled (overdue ones too), with the rule
-- that linked them: the activities behind every number. A view: written out, the texts of an activity would be stored
-- once for each of its records.

{{ config(materialized='view') }}

select
    records.source_system,
    links.record_key,
    records.record_type,
    records.record_id,
    recorded.activity_id,
    {{ as_text('links.link_rule') }} as link_rule,
    links.happened_at,
    {{ as_text('links.activity_type') }} as activity_type,
    {{ as_text('links.direction') }} as direction,
    {{ as_text('links.status') }} as status,
    recorded.subject,
    {{ people_of('links.activity_key') }} as people,
    case when links.status = 'completed' then links.team_minutes end as team_minutes,
    case when links.status = 'completed' then links.customer_minutes end as customer_minutes,
    measured.answered_at,
    measured.response_hours,
    links.opens,
    links.link_clicks,
    links.attachment_views
from {{ ref('fct_activity_links') }} as links
inner join {{ ref('fct_activities__recorded') }} as recorded on links.activity_key = recorded.activity_key
inner join {{ ref('fct_activities__measured') }} as measured on links.activity_key = measured.activity_key
inner join {{ ref('dim_records') }} as records on links.record_key = records.record_key
where
    links.status = 'completed'
    or (links.status = 'scheduled' and links.activity_type in ('meeting', 'call', 'task'))
