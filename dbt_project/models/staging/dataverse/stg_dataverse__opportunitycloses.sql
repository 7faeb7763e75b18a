-- One row per close of an opportunity as of, from Dataverse.

{{ dataverse_rows('opportunitycloses', 'activityid') }}
select
    activityid as activity_id,
    _opportunityid_value as opportunity_id,
    createdon as created_at
from current_rows
