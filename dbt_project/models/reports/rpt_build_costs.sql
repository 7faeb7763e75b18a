-- One row per build that is kept and model, seed or test of it, with what it cost. A view: the costs of the reports
-- themselves are known only after they were built.

{{ config(materialized='view') }}

select
    build_id,
    stage,
    node,
    kind,
    status,
    seconds,
    rows as row_count
from {{ source('ops', 'node_costs') }}
