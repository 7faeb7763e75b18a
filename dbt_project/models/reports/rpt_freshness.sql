-- One row per source and table of the lake: what it holds, when it was last loaded, and how old its newest row is.

{{ config(materialized='view') }}

select
    source_system,
    source_table,
    loads,
    lake_rows,
    newest_load_rows,
    quarantined_rows,
    last_loaded_at,
    newest_row_at,
    -- Both are at least 0: a build of a past day looks at what was loaded after it.
    greatest({{ seconds_between('last_loaded_at', as_of()) }} / 3600e0, 0e0) as hours_since_load,
    case
        when newest_row_at is not null
            then greatest({{ seconds_between('newest_row_at', as_of()) }} / 3600e0, 0e0)
    end as hours_since_newest_row,
    {{ as_of() }} as as_of
from {{ source('ops', 'loads') }}
