{# How things lie on Spark. Each build has databases of its own, below its directory, so that nothing half-built is
   served and a build can be removed whole; the raw lake is registered where it lies. #}

{# On Spark a schema is a database named after the build; elsewhere it is named as configured. #}
{% macro build_prefix() -%}
    {{ 'build_' ~ env_var('SPARK_BUILD', 'dev') | lower ~ '_' if target.type == 'spark' }}
{%- endmacro %}

{% macro spark__create_schema(relation) -%}
    {%- set name = relation.without_identifier() | string -%}
    {%- set folder = env_var('SPARK_BUILD_ROOT', '') -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ name }}
        {%- if folder and name.startswith(build_prefix()) %} location '{{ folder }}/{{ name[build_prefix() | length:] }}' {%- endif %}
    {%- endcall -%}
{%- endmacro %}

{# What SQL means on Spark is partly a matter of the server's configuration: instants are UTC and carry no zone, the name
   of a load is a text, new loads are seen, replies are followed as far as they go. Sessions cannot set these. #}
{% macro spark_meaning() %}
    {{ return({
        'spark.sql.session.timeZone': 'UTC',
        'spark.sql.parquet.inferTimestampNTZ.enabled': 'false',
        'spark.sql.sources.partitionColumnTypeInference.enabled': 'false',
        'spark.sql.hive.manageFilesourcePartitions': 'false',
        'spark.sql.cteRecursionLevelLimit': '100000',
        'spark.sql.cteRecursionRowLimit': '-1',
    }) }}
{% endmacro %}

{# Stop before anything is built where the server means something else. #}
{% macro check_meaning() %}
    {%- for name, wanted in spark_meaning().items() -%}
        {%- set found = run_query('set ' ~ name).columns[1].values()[0] -%}
        {%- if found | string != wanted -%}
            {%- do exceptions.raise_compiler_error(
                'Spark has ' ~ name ~ ' = ' ~ found ~ ', Rapport needs ' ~ wanted ~ '. Start the Thrift server with --conf '
                ~ name ~ '=' ~ wanted ~ ' (`rapport spark up` does).') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{# Before a stage: the loads of every source in use, as tables; and what the models wrote between the stages. #}
{% macro register_sources() %}
    {%- if execute and target.type == 'spark' and flags.WHICH in ['build', 'run'] -%}
        {%- do check_meaning() -%}
        {%- set wanted = {'health': ['ml'], 'reports': ['ml', 'ops']}.get(invocation_args_dict.get('selector'), var('sources')) -%}
        {%- for source in graph.sources.values() if source.source_name in wanted -%}
            {%- set name = source.schema ~ '.' ~ source.identifier -%}
            {%- set location = parquet_folder(source) -%}
            {%- if location -%}
                {%- do run_query('create schema if not exists ' ~ source.schema) -%}
                {%- set is_raw = source.source_name not in ['ml', 'ops'] -%}
                {%- set table = name ~ ('__loads' if is_raw) -%}
                {%- do run_query('drop table if exists ' ~ table) -%}
                {%- do run_query("create table " ~ table ~ " using parquet options (mergeSchema 'true') location 'file://" ~ location ~ "'") -%}
                {%- if is_raw -%}  {#- of merged loads a row says itself which one it came with -#}
                    {%- if source.identifier not in run_query('show views in ' ~ source.schema).columns[1].values() -%}
                        {%- do run_query('drop table if exists ' ~ name) -%}
                    {%- endif -%}
                    {%- do run_query('create or replace view ' ~ name ~ ' as select * except (load, _load), coalesce(_load, load) as load from ' ~ table) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{# The folder from which DuckDB reads a source: "read_parquet('<folder>/*/*.parquet', ...)". #}
{% macro parquet_folder(source) -%}
    {%- if source.source_name in ['ml', 'ops'] -%}
        {{ return(env_var('SPARK_BUILD_ROOT') ~ '/' ~ source.source_name ~ '/' ~ source.identifier) }}
    {%- endif -%}
    {%- set read = source.config.meta.get('external_location') or source.meta.get('external_location') or '' -%}
    {%- set parts = read.split("'") -%}
    {{ return(parts[1].replace('{name}', source.name).split('/*')[0] if parts | length > 1 else none) }}
{%- endmacro %}

{# Contracts name DuckDB's types; a text has another name on Spark. #}
{% macro spark__get_empty_schema_sql(columns) %}
    select
    {%- for column in columns.values() %}
        {%- set type = 'string' if column['data_type'].lower() == 'varchar' else column['data_type'] %}
        cast(null as {{ type }}) as {{ column['name'] }}{{ ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{# After a build passed its checks: the schemas that others read show its tables, and builds that are no longer kept go. #}
{% macro serve(build, kept) %}
    {%- set prefix = 'build_' ~ build | lower ~ '_' -%}
    {%- for schema in ['reports', 'dynamics365'] -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- set tables = run_query('show tables in ' ~ prefix ~ schema).columns[1].values() -%}
        {%- for table in tables -%}
            {%- do run_query('create or replace view ' ~ schema ~ '.' ~ table ~ ' as select * from ' ~ prefix ~ schema ~ '.' ~ table) -%}
        {%- endfor -%}
        {%- for view in run_query('show views in ' ~ schema).columns[1].values() if view not in tables -%}
            {%- do run_query('drop view ' ~ schema ~ '.' ~ view) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for database in run_query("show databases like 'build_*'").columns[0].values() -%}
        {%- if database.split('_')[1] not in kept -%}
            {%- do run_query('drop database ' ~ database ~ ' cascade') -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

{# What is served is written out, also where DuckDB makes do with a view: others read the files, and no build may hang on
   the tables of a schema that is not served. #}
{% materialization view, adapter='spark' %}
    {%- if model.config.schema in ['reports', 'dynamics365'] -%}
        {%- set before = adapter.get_relation(database=none, schema=this.schema, identifier=this.identifier) -%}
        {%- set table = this.incorporate(type='table') -%}
        {%- if before -%} {%- do adapter.drop_relation(before) -%} {%- endif -%}
        {%- call statement('main') -%} {{ create_table_as(False, table, compiled_code) }} {%- endcall -%}
        {{ run_hooks(post_hooks) }}
        {{ return({'relations': [table]}) }}
    {%- else -%}
        {{ return(create_or_replace_view()) }}
    {%- endif -%}
{% endmaterialization %}
