{# A build is a file of its own that nobody reads yet, so what stands there under the same name is replaced in one
   statement: no table under another name first, no two renames, no drop. #}
{% materialization table, adapter='duckdb' %}
    {{ return(replaced_whole('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(replaced_whole('view')) }}
{% endmaterialization %}

{% macro replaced_whole(kind) -%}
    {%- set target_relation = this.incorporate(type=kind) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set is_contracted = config.get('contract').enforced -%}
    {%- set by = config.get('in_parts_by') -%}
    {%- set parts = number_of_parts(by) if by else 1 -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% call statement('main') -%}
        {%- if existing is not none and existing.type != kind -%}
            drop {{ existing.type }} {{ existing }};
        {%- endif -%}
        {%- if is_contracted -%} {{ get_assert_columns_equivalent(compiled_code) }} {%- endif -%}
        {%- if parts > 1 -%} {{ table_in_parts(target_relation, compiled_code, by, parts) }}
        {%- else -%}
        create or replace {{ kind }} {{ target_relation }} as (
            {{ get_select_subquery(compiled_code) if is_contracted and kind == 'table' else compiled_code }}
        )
        {%- endif -%}
    {%- endcall %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{%- endmacro %}
