{# The row of each key that counts as of: every staging model is one call.

   A key whose newest load holds a tombstone is gone. A row created after as_of does not exist. Of several versions the
   newest modified_at not after as_of counts, none given being the oldest; where there is none, the oldest stands in
   and is marked is_reconstructed. Of equal ones the newest load, then the greatest text counts, so that neither row
   order nor loading twice matters. Keys with a single row, nearly all, skip the ranking. #}
{% macro staged(source_system, table) %}
{%- set contract = raw_table(table) -%}
{%- set keys = contract.key | join(', ') -%}
{%- set created = 'created_at' in contract.columns -%}
{%- set versioned = 'modified_at' in contract.columns -%}
with

loaded as (

    select
        {{ contract.columns | join(',\n        ') }},
        cast(load as varchar) as load_id,
        coalesce(_deleted, false) as is_deleted
    from {{ source(source_system, table) }}

),

repeated_keys as (

    select {{ keys }}
    from loaded
    group by {{ keys }}
    having count(*) > 1 or bool_or(is_deleted)

),

single_rows as (

    select loaded.*
    from loaded
    anti join repeated_keys
        on {% for key in contract.key %}{{ 'and ' if not loop.first }}loaded.{{ key }} is not distinct from repeated_keys.{{ key }} {% endfor %}
),

repeated_rows as (

    select loaded.*
    from loaded
    semi join repeated_keys
        on {% for key in contract.key %}{{ 'and ' if not loop.first }}loaded.{{ key }} is not distinct from repeated_keys.{{ key }} {% endfor %}
),

with_deletes as (

    select
        *,
        max(load_id) over (partition by {{ keys }}) as last_load_id,
        max(case when is_deleted then load_id end) over (partition by {{ keys }}) as last_delete_id
    from repeated_rows

),

ranked as (

    select
        *,
        row_number() over (
            partition by {{ keys }}
            order by
                {% if versioned -%}
                case when modified_at > {{ as_of() }} then 1 else 0 end,
                case when modified_at > {{ as_of() }} then modified_at end nulls last,
                modified_at desc nulls last,
                {% endif -%}
                load_id desc
                {%- for column in contract.columns %}, cast({{ column }} as varchar) desc nulls last{% endfor %}
        ) as preference
    from with_deletes
    where
        not is_deleted
        and (last_delete_id is null or last_delete_id < last_load_id)
        and {{ exists_as_of(table, created) }}

),

current_rows as (

    select {{ contract.columns | join(', ') }} from single_rows
    where {{ exists_as_of(table, created) }}
    union all
    select {{ contract.columns | join(', ') }} from ranked where preference = 1

)

select
    '{{ source_system }}' as source_system,
    {{ contract.columns | join(',\n    ') }}
    {%- if versioned %},
    coalesce(modified_at > {{ as_of() }}, false) as is_reconstructed
    {%- endif %}
from current_rows
{% endmacro %}
