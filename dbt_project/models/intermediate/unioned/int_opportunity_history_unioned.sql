-- One row per change of a field of an opportunity as of, from all sources, with keys that are unique over sources.

with

sources as (

    select * from {{ ref('stg_demo__opportunity_history') }}
    union all
    select * from {{ ref('stg_files__opportunity_history') }}
    union all
    select * from {{ ref('int_dataverse_opportunity_history') }}

)

select
    {{ key_of('opportunity', 'opportunity_id') }} as opportunity_key,
    *
from sources
