-- One row per lead as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('leads') }}

)

select
    {{ key_of('lead', 'lead_id') }} as lead_key,
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
