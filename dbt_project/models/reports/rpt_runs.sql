-- One row per step ever taken, by a command or by a task of Airflow, with what it cost and how it ended. A view, so that
-- a step that fails is seen at once.

{{ config(materialized='view') }}

with

steps as (

    select
        *,
        max(case when step = 'publish' and status = 'done' then started_at end) over () as published_at
    from {{ source('ops', 'steps') }}

),

containing as (

    select distinct part_of as step_id
    from {{ source('ops', 'steps') }}
    where part_of is not null

)

select
    steps.step_id,
    steps.run_id,
    case when steps.run_id like '% %' then 'Airflow' else 'command' end as started_by,
    steps.step,
    steps.part_of is not null as is_part_of_another,
    containing.step_id is not null as has_parts,
    steps.status,
    case steps.status
        when 'done' then '#2E8B57'
        when 'running' then '#2F6FDE'
        else '#C8102E'
    end as status_colour,
    coalesce(steps.started_at > steps.published_at, true) as is_since_publish,
    steps.started_at,
    steps.ended_at,
    steps.seconds,
    steps.cpu_seconds,
    steps.rows as row_count,
    steps.message
from steps
left join containing on steps.step_id = containing.step_id
