{# The rest of `staged` for a table whose key is the whole row: there are no versions, and rows that repeat are equal. A
   row is gone when a tombstone was loaded with it or after it. Parties are many: they are told apart where they are resolved
   to people, and tombstones are read by themselves, so that the rows need not be kept to be read twice. #}
{% macro staged_rows(source_system, table, contract) -%}
deletes as (

    select
        {{ contract.key | join(', ') }},
        max(cast(load as string)) as last_delete_id
    from {{ source(source_system, table) }}
    where _deleted
    group by {{ contract.key | join(', ') }}

),

current_rows as (

    select loaded.*
    from loaded
    left join deletes on {{ same_key(contract.key, 'loaded', 'deletes') }}
    where
        not loaded.is_deleted
        and (deletes.last_delete_id is null or loaded.load_id > deletes.last_delete_id)

)

select{{ ' distinct' if table != 'activity_parties' }}
    '{{ source_system }}' as source_system,
    {% for column in contract.columns %}{{ masked_column(table, column) }}{{ ',\n    ' if not loop.last }}{% endfor %}
from current_rows
{% endmacro %}
