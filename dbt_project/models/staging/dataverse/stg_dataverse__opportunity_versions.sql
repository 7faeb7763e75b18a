-- One row per version of an opportunity ever loaded, from Dataverse.

{{ dataverse_versions('opportunity_versions') }}
select
    opportunityid as opportunity_id,
    {{ dataverse_owner() }} as owner_id,
    case statecode when 1 then 'won' when 2 then 'lost' else 'open' end as status,
    estimatedvalue as estimated_value,
    cast(estimatedclosedate as date) as estimated_close_date,
    {{ dataverse_own_stage() }} as own_stage,
    stageid as stage_id,
    versionnumber as version_number,
    coalesce(modifiedon, createdon) as changed_at,
    cast(load as string) as load_id
from current_rows
