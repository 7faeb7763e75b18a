-- One row per party of an activity (a person in a role) as of, from all sources, with keys that are unique over
-- sources.

{{ config(materialized='view') }}

with

sources as (

    select * from {{ ref('stg_demo__activity_parties') }}
    union all
    select * from {{ ref('stg_files__activity_parties') }}
    union all
    select * from {{ ref('int_dataverse_activity_parties') }}

)

select
    {{ key_of('activity', 'activity_id') }} as activity_key,
    *
from sources
