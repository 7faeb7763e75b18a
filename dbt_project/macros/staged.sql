{# The row of each key that counts as of: every staging model is one call.

   A key whose newest load holds a tombstone is gone. A row created after as_of does not exist. Of several versions the
   newest modified_at not after as_of counts, none given being the oldest; where there is none, the oldest stands in
   and is marked is_reconstructed. Of equal ones the newest load, then the greatest text counts, so that neither row
   order nor loading twice matters. Keys with a single row, nearly all, skip the ranking; the text of a row is compared
   only where everything else is equal. #}
{% macro staged(source_system, table, only=none) %}
{%- set contract = raw_table(table) -%}
{%- set columns = contract.columns | join(', ') -%}
{%- set created = 'created_at' in contract.columns -%}
{%- set versioned = 'modified_at' in contract.columns -%}
with

loaded as (

    select
        {{ contract.columns | join(',\n        ') }},
        cast(load as string) as load_id,
        coalesce(_deleted, false) as is_deleted
    from {{ source(source_system, table) }}
    {%- if only %}
    where {{ contract.key[0] }} in (select {{ contract.key[0] }} from {{ only }} where source_system = '{{ source_system }}')
    {%- elif source_system in parted_sources() and table in ['activities', 'activity_parties'] %}
    where {{ in_raw_part('activity_id') }}
    {%- endif %}

),

{% if contract.columns | length == contract.key | length -%}
{{ staged_rows(source_system, table, contract) }}
{%- else -%}
repeated_keys as (

    select
        {{ contract.key | join(', ') }},
        max(load_id) as last_load_id,
        max(case when is_deleted then load_id end) as last_delete_id
        {%- if versioned %},
        {% set lives = 'not is_deleted and ' ~ exists_as_of(table, created) -%}
        max(case when {{ lives }} and modified_at <= {{ as_of() }} then modified_at end) as known_at,
        bool_or({{ lives }} and (modified_at is null or modified_at <= {{ as_of() }})) as is_known,
        min(case when {{ lives }} then modified_at end) as first_at
        {%- endif %}
    from loaded
    group by {{ contract.key | join(', ') }}
    having count(*) > 1 or bool_or(is_deleted)

),

single_rows as (

    select loaded.*
    from loaded
    anti join repeated_keys on {{ same_key(contract.key, 'loaded', 'repeated_keys') }}
    where {{ exists_as_of(table, created) }}

),

repeated_rows as (

    select loaded.*
    from loaded
    inner join repeated_keys on {{ same_key(contract.key, 'loaded', 'repeated_keys') }}
    where
        not loaded.is_deleted
        and (repeated_keys.last_delete_id is null or repeated_keys.last_delete_id < repeated_keys.last_load_id)
        and {{ exists_as_of(table, created) }}
        {%- if versioned %}
        and loaded.modified_at is not distinct from
            case when repeated_keys.is_known then repeated_keys.known_at else repeated_keys.first_at end
        {%- endif %}

),

-- Keys of which a choice is left; there are few.
contested_keys as (

    select {{ contract.key | join(', ') }}
    from repeated_rows
    group by {{ contract.key | join(', ') }}
    having count(*) > 1

),

-- Of several loads the newest; how many rows of it there are, for both windows end with the equals of a row.
preferred as (

    select
        repeated_rows.*,
        count(*) over (partition by {{ contract.key | join(', ') }} order by repeated_rows.load_id desc) as equals
    from repeated_rows
    semi join contested_keys on {{ same_key(contract.key, 'repeated_rows', 'contested_keys') }}
    qualify rank() over (partition by {{ contract.key | join(', ') }} order by repeated_rows.load_id desc) = 1

),

untied as (

    select {{ columns }}
    from preferred
    where equals > 1
    qualify
        row_number() over (
            partition by {{ contract.key | join(', ') }}
            order by {% for column in contract.columns %}cast({{ column }} as string) desc nulls last{{ ', ' if not loop.last }}{% endfor %}
        ) = 1

),

current_rows as (

    select {{ columns }} from single_rows
    union all
    select {{ columns }}
    from repeated_rows
    anti join contested_keys on {{ same_key(contract.key, 'repeated_rows', 'contested_keys') }}
    union all
    select {{ columns }} from preferred where equals = 1
    union all
    select {{ columns }} from untied

)

select
    '{{ source_system }}' as source_system,
    {% for column in contract.columns %}{{ masked_column(table, column) }}{{ ',\n    ' if not loop.last }}{% endfor %}
    {%- if versioned %},
    coalesce(modified_at > {{ as_of() }}, false) as is_reconstructed
    {%- endif %}
from current_rows
{%- endif %}
{% endmacro %}
