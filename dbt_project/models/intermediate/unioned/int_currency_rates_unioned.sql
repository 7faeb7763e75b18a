-- One row per currency and day as of, from all sources, with keys that are unique over sources.

{{ config(materialized='view') }}

with

sources as (

    select * from {{ ref('stg_demo__currency_rates') }}
    union all
    select * from {{ ref('stg_files__currency_rates') }}
    union all
    select * from {{ ref('int_dataverse_currency_rates') }}

)

select
    *
from sources
