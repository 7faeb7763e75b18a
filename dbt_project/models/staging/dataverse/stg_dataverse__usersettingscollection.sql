-- One row per user's settings as of, from Dataverse.

{{ dataverse_rows('usersettingscollection', 'systemuserid', versioned=false, created=false) }}
select
    systemuserid as user_id,
    timezonecode as time_zone_code
from current_rows
