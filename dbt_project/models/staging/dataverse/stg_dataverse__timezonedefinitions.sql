-- One row per time zone as of, from Dataverse.

{{ dataverse_rows('timezonedefinitions', 'timezonedefinitionid', versioned=false, created=false) }}
select
    timezonedefinitionid as time_zone_id,
    timezonecode as time_zone_code,
    standardname as windows_name
from current_rows
