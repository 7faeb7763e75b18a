-- One row per phone call, task, letter or fax as of, from Dataverse. A call begins when it began, else as planned, else
-- when it was noted as made; a task ends when it was done, else when it was due.

with

calls as (

    select * from {{ ref('stg_dataverse__phonecalls') }}

),

tasks as (

    select * from {{ ref('stg_dataverse__tasks') }}

),

others as (

    select * from {{ ref('stg_dataverse__letters') }}
    union all
    select * from {{ ref('stg_dataverse__faxes') }}

)

select
    'call' as activity_type,
    activity_id, direction, subject, status,
    coalesce(
        started_at, planned_start_at,
        case when status = 'completed' then coalesce(ended_at, planned_end_at) end
    ) as started_at,
    ended_at,
    planned_end_at as due_at,
    duration_minutes,
    regarding_type, regarding_id, is_connected, owner_id, created_at, modified_at, is_reconstructed
from calls
union all
select
    'task',
    activity_id, 'outgoing', subject, status,
    coalesce(started_at, planned_start_at),
    case when status = 'completed' then coalesce(ended_at, planned_end_at) end,
    planned_end_at,
    duration_minutes,
    regarding_type, regarding_id, cast(null as boolean), owner_id, created_at, modified_at, is_reconstructed
from tasks
union all
select
    'other',
    activity_id, direction, subject, status,
    coalesce(started_at, planned_start_at),
    case when status = 'completed' then coalesce(ended_at, planned_end_at) end,
    planned_end_at,
    duration_minutes,
    regarding_type, regarding_id, cast(null as boolean), owner_id, created_at, modified_at, is_reconstructed
from others
