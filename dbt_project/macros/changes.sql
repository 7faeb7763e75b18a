{# An incremental build begins as a copy of the served one and renews the rows of what was touched since. `changes` is the
   schema that `rapport.changes` fills before the first stage; the served warehouse is attached as `served`. #}

{% macro is_incremental_build() %}{{ return(var('changes', 'all') == 'since_served' and target.type == 'duckdb') }}{% endmacro %}

{# Configures a model whose rows belong to activities (or whatever `key` names, one column or more): renewed where the key
   was touched in an incremental build, a table like any other in a full one. `aged` are columns of days before the
   measuring instant, the first never empty: of records that as_of alone moved on (health_aged_records) nothing else is
   different. #}
{% macro kept_by(touched, key='activity_key', aged=[]) -%}
    {%- if is_incremental_build() -%}
        {{ config(materialized='kept', touched=touched, touched_key=key, aged=aged) }}
        {%- if aged %}-- depends_on: {{ ref('health_aged_records') }}{% endif -%}
    {%- else -%}
        {{ config(materialized='table') }}
    {%- endif -%}
{%- endmacro %}

{# The condition that restricts a query to what was touched; in a full build to the part under way, if there are parts. #}
{% macro is_touched(column, touched, key='activity_key') -%}
    {%- if is_incremental_build() -%}
        {{ column }} in (select {{ key }} from {{ ref(touched) }})
    {%- elif key == 'activity_key' -%}
        {{ in_part(column) }}
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# The same of a turn, or of the one that it was answered by. #}
{% macro is_touched_turn() -%}
    ({{ is_touched('activity_key', 'int_touched_turns') }} or {{ is_touched('answer_key', 'int_touched_turns') }})
{%- endmacro %}

{# A relation, in an incremental build only its rows of what was touched. DuckDB joins two tables before it leaves out what
   was not touched, unless each of them is restricted by itself. #}
{% macro touched_rows(relation, touched, key='activity_key') -%}
    {%- if is_incremental_build() -%}
        (select * from {{ relation }} where {{ is_touched(key, touched, key) }})
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# The links or turns of all records; in an incremental build of those alone that are renewed. #}
{% macro at_hand(name) -%}
    {{ return(ref({'fct_activity_links': 'fct_links_at_hand', 'fct_record_turns': 'fct_record_turns_at_hand'}[name]
        if is_incremental_build() else name)) }}
{%- endmacro %}

{# A relation as it stands in the served warehouse; a view would read the tables of this build there. #}
{% macro served(relation) -%}
    {%- if execute and graph.nodes.values() | selectattr('name', 'equalto', relation.identifier)
        | selectattr('config.materialized', 'equalto', 'view') | list -%}
        {{ exceptions.raise_compiler_error(relation.identifier ~ ' is a view: ask for the tables it reads.') }}
    {%- endif -%}
    served.{{ relation.schema }}.{{ relation.identifier }}
{%- endmacro %}

{# The rows that only one of the two builds has, or has more often, by these columns, or by all `but` some. Counted, not by
   `except all`, which costs four times as much. #}
{% macro differing_rows(relation, columns='*', but=[]) -%}
    {%- if columns == '*' -%}
        {%- set all_columns = adapter.get_columns_in_relation(relation) | map(attribute='name') if execute else ['record_key'] -%}
        {%- set columns = all_columns | reject('in', but) | join(', ') -%}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for column in columns.split(', ') -%} {%- do names.append(column.split(' as ') | last) -%} {%- endfor -%}
    select {{ names | join(', ') }}
    from (
        select {{ columns }}, 1 as balance from {{ relation }}
        union all
        select {{ columns }}, -1 from {{ served(relation) }}
    ) as both_builds
    group by {{ names | join(', ') }}
    having sum(balance) <> 0
{%- endmacro %}

{# The rows of both builds. #}
{% macro rows_of_both(relation, columns, condition='true') -%}
    select {{ columns }} from {{ relation }} where {{ condition }}
    union all
    select {{ columns }} from {{ served(relation) }} where {{ condition }}
{%- endmacro %}

{# By how many whole days as_of moved on since the served build; 0 also where it moved by no whole number of them. #}
{% macro days_moved() -%}
    {%- if not execute -%} {{ return(0) }} {%- endif -%}
    {%- set instant = modules.datetime.datetime.fromisoformat -%}
    {%- set moved = instant(var('as_of')) - instant(var('served_as_of')) -%}
    {{ return(moved.days if moved.seconds == 0 and moved.microseconds == 0 else 0) }}
{%- endmacro %}

{# For tests: whether the row of a model was renewed; true where the model is built anew. #}
{% macro is_renewed(relation) -%}
    {%- set found = namespace(condition='true') -%}
    {%- if execute and is_incremental_build() -%}
        {%- for node in graph.nodes.values() if node.name == relation.identifier and node.config.materialized == 'kept' -%}
            {%- set key = node.config.touched_key -%}
            {%- for touched in graph.nodes.values() if touched.name == node.config.touched -%}
                {%- set found.condition = '(' ~ key ~ ') in (select ' ~ key ~ ' from ' ~ touched.schema ~ '.' ~ touched.name ~ ')' -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found.condition) }}
{%- endmacro %}

{# Attaches the served warehouse before an incremental build. #}
{% macro attach_served() -%}
    {%- if execute and is_incremental_build() -%}
        attach if not exists '{{ var("served") | replace("'", "''") }}' as served (read_only)
    {%- endif -%}
{%- endmacro %}

{# The least of a column over the records that age. #}
{% macro youngest(relation, column, key) -%}
    (select min({{ column }}) from {{ relation }} where {{ key }} in (select {{ key }} from {{ ref('health_aged_records') }}))
{%- endmacro %}

{# Renews the rows of what was touched: those that stand there go, those of the query come. Of those that stay some age. #}
{% materialization kept, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set key = config.require('touched_key') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        delete from {{ target_relation }}
        where ({{ key }}) in (select {{ key }} from {{ ref(config.require('touched')) }});
        {%- if config.get('aged') and days_moved() %}
        update {{ target_relation }}
        set {% for column in config.get('aged') %}{{ column }} = {{ column }} + {{ days_moved() }}{{ ', ' if not loop.last }}{% endfor %}
        where {{ key }} in (select {{ key }} from {{ ref('health_aged_records') }})
            -- A stage may be run again: rows that have aged do not age once more.
            and {{ youngest(target_relation, config.get('aged')[0], key) }} = {{ youngest(served(this), config.get('aged')[0], key) }};
        {%- endif %}
        insert into {{ target_relation }} by name (
            {{ compiled_code }}
        );
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
