-- One row per party of an activity (a person in a role) as of, from all sources; one that was loaded twice may repeat.

{{ config(materialized='view') }}

{{ all_sources('activity_parties') }}
