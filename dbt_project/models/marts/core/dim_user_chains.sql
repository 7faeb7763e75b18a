-- One row per user and each person who may see what the user owns: the user and all managers above. Twenty levels at
-- most, so that a circle of managers ends.

with recursive

users as (

    select user_key, manager_key from {{ ref('dim_users') }}

),

chains as (

    select user_key, user_key as viewer_key, 0 as level
    from users
    union all
    select chains.user_key, users.manager_key, chains.level + 1
    from chains
    inner join users on chains.viewer_key = users.user_key
    where users.manager_key is not null and chains.level < 20

)

select distinct
    chains.user_key,
    chains.viewer_key
from chains
inner join users on chains.viewer_key = users.user_key
