-- One row per change of the stage of an opportunity between two versions we loaded: of its business process flow, where
-- it has one, else of the stage the deal names.

with

process_versions as (

    select * from {{ ref('stg_dataverse__opportunity_process_versions') }}
    union all
    select * from {{ ref('stg_dataverse__lead_process_versions') }}

),

flow_stages as (

    select
        versions.opportunity_id,
        versions.changed_at,
        versions.version_number,
        versions.process_run_id as tie,
        stages.stage
    from process_versions as versions
    inner join {{ ref('stg_dataverse__processstages') }} as stages on versions.stage_id = stages.stage_id
    where versions.opportunity_id is not null and stages.stage is not null

),

own_stages as (

    select
        versions.opportunity_id,
        versions.changed_at,
        versions.version_number,
        versions.load_id as tie,
        coalesce(stages.stage, versions.own_stage) as stage
    from {{ ref('stg_dataverse__opportunity_versions') }} as versions
    left join {{ ref('stg_dataverse__processstages') }} as stages on versions.stage_id = stages.stage_id
    anti join flow_stages on versions.opportunity_id = flow_stages.opportunity_id

),

stages as (

    select * from flow_stages
    union all
    select * from own_stages

),

compared as (

    select
        opportunity_id,
        changed_at,
        stage,
        lag(stage) over in_order as old_stage,
        row_number() over in_order as position
    from stages
    window in_order as (
        partition by opportunity_id order by changed_at nulls first, version_number nulls first, tie
    )

)

select
    opportunity_id,
    changed_at,
    old_stage as old_value,
    stage as new_value
from compared
where position > 1 and stage is distinct from old_stage
