-- One row per activity as of, from all sources, owners with keys that are unique over sources.

{{ config(materialized='view') }}

with

sources as (

    {{ all_sources('activities') }}

)

select
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
