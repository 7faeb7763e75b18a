-- One row per record and window: the KPIs over the lifetime window, the last 30, 60 and 90 days, and all history.

{{ config(materialized='view') }}

with

kpis as (

    select * from {{ ref('fct_relationship_kpis__by_window') }}

)

select
    records.source_system,
    kpis.record_key,
    records.record_type,
    records.record_id,
    kpis.kpi_window,
    kpis.emails_sent,
    kpis.emails_received,
    kpis.meetings_sent,
    kpis.meetings_received,
    kpis.calls_made,
    kpis.calls_received,
    kpis.tasks_completed,
    kpis.other_activities,
    kpis.team_minutes,
    kpis.customer_minutes,
    kpis.facetime_minutes,
    kpis.team_response_rate,
    kpis.team_first_response_hours,
    kpis.team_first_response_hours_median,
    kpis.team_first_response_hours_p90,
    kpis.team_first_response_hours_business,
    kpis.team_turns_waiting,
    kpis.customer_response_rate,
    kpis.customer_first_response_hours,
    kpis.customer_first_response_hours_median,
    kpis.customer_first_response_hours_p90,
    kpis.customer_first_response_hours_business,
    kpis.customer_turns_waiting,
    kpis.team_email_ratio,
    kpis.customer_email_ratio,
    kpis.email_open_rate,
    kpis.link_click_rate,
    kpis.attachment_view_rate,
    kpis.team_initiated_activities,
    kpis.customer_initiated_activities
from kpis
inner join {{ ref('dim_records') }} as records on kpis.record_key = records.record_key
