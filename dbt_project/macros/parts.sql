{# A query over all activities that does not fit into memory is spilled to disk, and then costs more per row the more rows
   there are. `in_parts` configures a model to be made of one query after the other, each over some of the activities; a
   CRM of up to rows_per_part activities is one part, as is an incremental build, and Spark parts its data itself.

   by='raw': the query reads activities from staging, which leaves out what `in_raw_part` does not hold of. Only sources
   whose staging does so are parted. by='key': it restricts itself with `in_part` to activities that have their keys. #}
{% macro in_parts(by='key') -%}
    {{ config(in_parts_by=by) }}
    {%- if by == 'key' %}-- depends_on: {{ ref('int_activities_as_of') }}{% endif %}
{%- endmacro %}

{# Whether a row belongs to the activities of the part under way; true where there are no parts. #}
{% macro in_part(column) -%}
    {%- if target.type == 'duckdb' -%}
        (getvariable('part_from') is null or {{ column }} between getvariable('part_from') and getvariable('part_until'))
    {%- else -%} true {%- endif -%}
{%- endmacro %}

{# The same by the id of an activity, which it has from the beginning. #}
{% macro in_raw_part(column) -%}
    {%- if target.type == 'duckdb' -%}
        (getvariable('raw_parts') is null or hash({{ column }}) % getvariable('raw_parts') = getvariable('raw_part'))
    {%- else -%} true {%- endif -%}
{%- endmacro %}

{# How many rows the parts before the one under way have. #}
{% macro rows_before_part() -%}
    {%- if target.type == 'duckdb' -%} coalesce(getvariable('rows_before'), 0) {%- else -%} 0 {%- endif -%}
{%- endmacro %}

{# Sources whose raw tables are activities and parties; of others an activity is joined together first. #}
{% macro parted_sources() %}{{ return(['demo', 'files']) }}{% endmacro %}

{# How many parts a model is made in. #}
{% macro number_of_parts(by) -%}
    {%- set counts = [] -%}
    {%- if by == 'key' -%}
        {%- do counts.append('select max(activity_key) as activities from ' ~ ref('int_activities_as_of')) -%}
    {%- elif var('sources') | reject('in', parted_sources()) | list | length == 0 -%}
        {%- for source_system in var('sources') -%}
            {%- set files = var('raw_root') | replace("'", "''") ~ '/' ~ source_system ~ '/activities/*/*.parquet' -%}
            {%- do counts.append("select count(*) as activities from read_parquet('" ~ files ~ "')") -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if not counts -%} {{ return(1) }} {%- endif -%}
    {%- set counted = run_query('select coalesce(sum(activities), 0) from (' ~ counts | join(' union all ') ~ ') as counts') -%}
    {%- set most = var('rows_per_part') * (3 if by == 'raw' else 1) -%}  {#- every part reads all of the lake -#}
    {{ return((counted.columns[0].values()[0] / most) | round(0, 'ceil') | int) }}
{%- endmacro %}

{# The statements that make a table part by part. #}
{% macro table_in_parts(relation, query, by, parts) -%}
    {%- set most = '(select max(activity_key) from ' ~ ref('int_activities_as_of') ~ ')' if by == 'key' -%}
    {%- for part in range(parts) %}
        {%- if by == 'raw' %}
    set variable raw_parts = {{ parts }};
    set variable raw_part = {{ part }};
        {%- else %}
    set variable part_from = {{ part }} * {{ most }} // {{ parts }} + 1;
    set variable part_until = {{ part + 1 }} * {{ most }} // {{ parts }};
        {%- endif %}
        {%- if part == 0 %}
    set variable rows_before = 0;
    create or replace table {{ relation }} as ({{ query }});
        {%- else %}
    set variable rows_before = (select count(*) from {{ relation }});
    insert into {{ relation }} by name ({{ query }});
        {%- endif %}
    {%- endfor %}
    {%- for name in ['raw_parts', 'raw_part', 'part_from', 'part_until', 'rows_before'] %}
    reset variable {{ name }};
    {%- endfor %}
{%- endmacro %}
