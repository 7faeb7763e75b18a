-- One row per connection of a record with a party as of, from all sources, with keys that are unique over sources.

with

sources as (

    select * from {{ ref('stg_demo__connections') }}
    union all
    select * from {{ ref('stg_files__connections') }}
    union all
    select * from {{ ref('int_dataverse_connections') }}

)

select
    source_system || ':' || record_type || ':' || record_id as record_key,
    source_system || ':' || party_type || ':' || party_id as person_key,
    *
from sources
