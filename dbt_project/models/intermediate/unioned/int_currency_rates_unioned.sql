-- One row per currency and day as of, from all sources, with keys that are unique over sources.

{{ config(materialized='view') }}

with

sources as (

    {{ all_sources('currency_rates') }}

)

select
    *
from sources
