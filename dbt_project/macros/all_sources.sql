{# A table of the common shape from every source that has something in the lake, one after the other. What a source that
   is not used would add is nothing, at the price of its models in every build. An incremental
   build reads of activities the touched ones only, of all their versions. #}
{% macro all_sources(table) -%}
    {%- if is_incremental_build() and table in ['activities', 'activity_parties'] -%}
        {%- for source in var('sources') -%}
    select * from ({{ staged(source, table, only=ref('int_touched_activities')) }}) as {{ source }}_rows
        {%- if not loop.last %}
    union all
    {% endif -%}
        {%- endfor -%}
    {%- else -%}
    {%- set models = {
        'demo': 'stg_demo__' ~ table, 'files': 'stg_files__' ~ table, 'dataverse': 'int_dataverse_' ~ table,
    } -%}
    {%- for source in var('sources') -%}
    select * from {{ ref(models[source]) }}
    {%- if not loop.last %}
    union all
    {% endif -%}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
