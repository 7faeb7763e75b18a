{# The declared deal features of a source: feature to kind (number, text, date, boolean). Files and demo name raw columns
   so; Dataverse has features of its own beside the declared ones. #}
{% macro declared_features(source_system) %}{{ return(var('deal_features').get(source_system, {})) }}{% endmacro %}

{# The type that a feature of a kind has in the raw lake. #}
{% macro feature_type(kind) %}{{ return({'number': 'double', 'date': 'date', 'boolean': 'boolean'}.get(kind, 'string')) }}{% endmacro %}

{# Of each opportunity the oldest version we know, with its declared features alone: what was known when the deal was
   created, or as near to it as the lake reaches. Of equal ones the newest load counts, then the greatest text. The CTE
   to select from is first_rows. #}
{% macro first_features(source_system, key='opportunity_id', created='created_at', modified='modified_at', extra=[]) %}
{%- set features = declared_features(source_system) -%}
with

loaded as (

    select
        {{ key }} as opportunity_id,
        {% for column in extra -%}
        {{ column }},
        {% endfor -%}
        {% for feature, kind in features.items() -%}
        {% if feature not in extra -%}
        try_cast({{ adapter.quote(feature) }} as {{ feature_type(kind) }}) as {{ adapter.quote(feature) }},
        {% endif -%}
        {% endfor -%}
        {{ modified }} as modified_at,
        cast(load as string) as load_id,
        coalesce(_deleted, false) as is_deleted,
        max(case when _deleted then cast(load as string) end) over (partition by {{ key }}) as last_delete_id
    from {{ source(source_system, 'opportunity_features') }}
    where {{ created }} is null or {{ created }} <= {{ as_of() }} or _deleted

),

first_rows as (

    select *
    from loaded
    where not is_deleted and (last_delete_id is null or load_id > last_delete_id)
    qualify
        row_number() over (
            partition by opportunity_id
            order by
                modified_at nulls first,
                load_id desc
                {%- for column in extra + (features.keys() | list) %},
                cast({{ adapter.quote(column) }} as string) desc nulls last
                {%- endfor %}
        ) = 1

)
{% endmacro %}

{# The declared features as select items, one after the other; those that stand among `extra` are there already. #}
{% macro feature_columns(source_system, extra=[]) -%}
    {% for feature in declared_features(source_system) if feature not in extra -%}
    , {{ adapter.quote(feature) }}
    {%- endfor %}
{%- endmacro %}

{# Declared features as rows: one per opportunity and feature that has a value. #}
{% macro features_as_rows(relation, features) -%}
    {% for feature, kind in features.items() -%}
    select
        source_system,
        opportunity_id,
        '{{ feature | replace("'", "''") }}' as feature,
        '{{ kind }}' as kind,
        {% set value = adapter.quote(feature) -%}
        cast({{ value if kind == 'number' else 'case when ' ~ value ~ ' then 1e0 else 0e0 end' if kind == 'boolean' else 'null' }} as double)
            as number_value,
        cast({{ value if kind == 'date' else 'null' }} as date) as date_value,
        nullif(trim(cast({{ value if kind in ('text', 'boolean') else 'null' }} as string)), '') as text_value
    from {{ relation }}
    where {{ value }} is not null
    {{ 'union all' if not loop.last }}
    {% else -%}
    select
        source_system, opportunity_id, cast(null as string) as feature, cast(null as string) as kind,
        cast(null as double) as number_value, cast(null as date) as date_value, cast(null as string) as text_value
    from {{ relation }}
    where false
    {% endfor -%}
{%- endmacro %}
