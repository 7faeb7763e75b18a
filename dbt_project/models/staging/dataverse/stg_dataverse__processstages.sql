-- One row per stage of a business process flow as of, from Dataverse.

{{ dataverse_rows('processstages', 'processstageid', versioned=false, created=false) }}
select
    processstageid as stage_id,
    {{ dataverse_stage('stagecategory') }} as stage
from current_rows
