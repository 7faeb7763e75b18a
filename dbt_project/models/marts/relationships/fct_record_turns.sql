-- One row per record and turn that it owns: the turns whose first e-mail or call is linked to it.
-- A view: the same turn stands for many records, and joining costs less than writing.

{{ config(materialized='view') }}

{{ turns_of_links(ref('fct_activity_links')) }}
