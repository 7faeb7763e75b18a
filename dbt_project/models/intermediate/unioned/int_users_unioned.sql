-- One row per user as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('users') }}

)

select
    {{ key_of('user', 'user_id') }} as user_key,
    {{ key_of('user', 'manager_id') }} as manager_key,
    *
from sources
