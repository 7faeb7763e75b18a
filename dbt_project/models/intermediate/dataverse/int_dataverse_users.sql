-- One row per user as of, from Dataverse, in the common shape. The team is the business unit; the time zone is that of
-- the user's settings.

with

users as (

    select * from {{ ref('stg_dataverse__systemusers') }}

),

settings as (

    select * from {{ ref('stg_dataverse__usersettingscollection') }}

),

zones as (

    select definitions.time_zone_code, max(names.time_zone) as time_zone
    from {{ ref('stg_dataverse__timezonedefinitions') }} as definitions
    inner join {{ ref('windows_time_zones') }} as names on definitions.windows_name = names.windows_name
    group by definitions.time_zone_code

)

select
    'dataverse' as source_system,
    users.user_id,
    users.full_name,
    users.email,
    users.title,
    users.manager_id,
    units.name as team,
    users.is_active,
    zones.time_zone,
    users.opted_out
from users
left join {{ ref('stg_dataverse__businessunits') }} as units on users.business_unit_id = units.business_unit_id
left join settings on users.user_id = settings.user_id
left join zones on settings.time_zone_code = zones.time_zone_code
