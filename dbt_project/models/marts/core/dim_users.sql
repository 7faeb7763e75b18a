-- One row per internal user. Those who opted out are named nowhere.

select
    user_key,
    source_system,
    user_id,
    case when not coalesce(opted_out, false) then full_name end as user_name,
    case when not coalesce(opted_out, false) then lower(trim(email)) end as user_email,
    case when not coalesce(opted_out, false) then {{ unless_masked('title') }} end as title,
    manager_key,
    team,
    coalesce(is_active, true) as is_active,
    time_zone
from {{ ref('int_users_unioned') }}
