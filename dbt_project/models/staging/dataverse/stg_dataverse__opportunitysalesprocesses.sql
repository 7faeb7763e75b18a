-- One row per run of the opportunity sales process as of, from Dataverse.

{{ dataverse_rows('opportunitysalesprocesses', 'businessprocessflowinstanceid') }}
select
    businessprocessflowinstanceid as process_run_id,
    _opportunityid_value as opportunity_id,
    _activestageid_value as stage_id,
    case when statecode = 0 then 0 when statuscode = 3 then 2 else 1 end as preference,
    modifiedon as modified_at,
    versionnumber as version_number
from current_rows
