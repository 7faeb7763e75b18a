-- One row per meeting as of, from Dataverse: appointments and the masters of a series. A meeting takes place as planned;
-- what its completion recorded stands in where there is no plan, because Dynamics notes there when it was ticked off.

with

appointments as (

    select * from {{ ref('stg_dataverse__appointments') }}

),

series as (

    select * from {{ ref('stg_dataverse__recurringappointmentmasters') }}

)

select
    activity_id, subject, status,
    coalesce(planned_start_at, started_at) as started_at,
    coalesce(planned_end_at, ended_at) as ended_at,
    duration_minutes, is_recurring_master,
    regarding_type, regarding_id, owner_id, created_at, modified_at, is_reconstructed
from appointments
union all
select
    activity_id, subject, status,
    planned_start_at,
    planned_end_at,
    duration_minutes, true,
    regarding_type, regarding_id, owner_id, created_at, modified_at, is_reconstructed
from series
