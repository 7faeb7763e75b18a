-- One row per party of an activity (a person in a role) as of, from all sources; one that was loaded twice may repeat.

{{ config(materialized='view') }}

select * from {{ ref('stg_demo__activity_parties') }}
union all
select * from {{ ref('stg_files__activity_parties') }}
union all
select * from {{ ref('int_dataverse_activity_parties') }}
