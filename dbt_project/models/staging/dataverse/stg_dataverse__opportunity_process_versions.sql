-- One row per version of a run of the opportunity sales process ever loaded, from Dataverse.

{{ dataverse_versions('opportunity_process_versions') }}
select
    businessprocessflowinstanceid as process_run_id,
    _opportunityid_value as opportunity_id,
    _activestageid_value as stage_id,
    versionnumber as version_number,
    coalesce(modifiedon, createdon) as changed_at,
    cast(load as string) as load_id
from current_rows
