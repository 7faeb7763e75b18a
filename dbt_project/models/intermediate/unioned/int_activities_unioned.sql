-- One row per activity as of, from all sources, owners with keys that are unique over sources.

{{ config(materialized='view') }}

with

sources as (

    select * from {{ ref('stg_demo__activities') }}
    union all
    select * from {{ ref('stg_files__activities') }}
    union all
    select * from {{ ref('int_dataverse_activities') }}

)

select
    {{ key_of('user', 'owner_id') }} as owner_key,
    *
from sources
