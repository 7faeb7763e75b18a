-- One row per change of a field of an opportunity as of, from all sources, with keys that are unique over sources.

with

sources as (

    {{ all_sources('opportunity_history') }}

)

select
    {{ key_of('opportunity', 'opportunity_id') }} as opportunity_key,
    *
from sources
