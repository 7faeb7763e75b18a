-- One row per step ever taken, by a command or by a task of Airflow, with what it cost and how it ended. A view, so that
-- a step that fails is seen at once.

{{ config(materialized='view') }}

select
    step_id,
    run_id,
    case when run_id like '% %' then 'Airflow' else 'command' end as started_by,
    step,
    part_of is not null as is_part_of_another,
    status,
    started_at,
    ended_at,
    seconds,
    cpu_seconds,
    rows as row_count,
    message
from {{ source('ops', 'steps') }}
