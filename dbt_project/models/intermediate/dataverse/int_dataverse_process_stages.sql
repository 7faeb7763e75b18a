-- One row per opportunity with a business process flow, with the stage it stands in: of the active run, else of the
-- finished, else of the aborted one; of several the one changed last.

with

runs as (

    select * from {{ ref('stg_dataverse__opportunitysalesprocesses') }}
    union all
    select * from {{ ref('stg_dataverse__leadtoopportunitysalesprocesses') }}

)

select
    runs.opportunity_id,
    stages.stage
from runs
inner join {{ ref('stg_dataverse__processstages') }} as stages on runs.stage_id = stages.stage_id
where runs.opportunity_id is not null and stages.stage is not null
qualify row_number() over (
    partition by runs.opportunity_id
    order by
        runs.preference asc, runs.modified_at desc nulls last, runs.version_number desc nulls last,
        runs.process_run_id desc
) = 1
