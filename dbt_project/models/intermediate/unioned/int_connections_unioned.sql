-- One row per connection of a record with a party as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('connections') }}

)

select
    source_system || ':' || record_type || ':' || record_id as record_key,
    source_system || ':' || party_type || ':' || party_id as person_key,
    *
from sources
