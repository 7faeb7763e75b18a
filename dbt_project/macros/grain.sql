{# Keys that are empty or have more than one row; an incremental build looks at what it renewed, and for that once. Keys
   are told apart by a number made of them: where no number repeats, no key does, and only keys whose number does are
   compared as they are. #}
{% macro keys_not_of_one_row(relation, columns) -%}
{%- set has_gaps -%} {% for column in columns %}{{ 'or ' if not loop.first }}{{ column }} is null {% endfor %} {%- endset -%}
{%- set renewed = is_renewed(relation) -%}
{%- set rows = relation -%}
{%- if renewed != 'true' -%}
with renewed as (select {{ columns | join(', ') }} from {{ relation }} where {{ renewed }})
{%- set rows = 'renewed' -%}
{%- endif %}
select {{ columns | join(', ') }}, count(*) as copies
from {{ rows }}
where
    {{ has_gaps }}
    or {{ hash_of(columns) }} in (
        select hash_of_key
        from (select {{ hash_of(columns) }} as hash_of_key from {{ rows }}) as keys
        group by hash_of_key
        having count(*) > 1
    )
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ has_gaps }}
{%- endmacro %}

{# After a model was made: its test one_row_per, in the same node. A node of its own for each of a hundred such tests costs
   a quarter of a small build, and this way nothing is built upon a model whose grain is broken. #}
{% macro check_grain() -%}
    {%- if execute -%}
        {%- for test in graph.nodes.values()
            if test.resource_type == 'test' and test.attached_node == model.unique_id
                and test.test_metadata.name == 'one_row_per' and not test.config.meta.get('only_dbt_test') -%}
            {%- set columns = test.test_metadata.kwargs.columns -%}
            {%- set found = run_query('select count(*) from (' ~ keys_not_of_one_row(this, columns) ~ ') as keys') -%}
            {%- if found.columns[0].values()[0] > 0 -%}
                {{ exceptions.raise_compiler_error(
                    this.identifier ~ ' was to have one row per ' ~ columns | join(', ') ~ ', but '
                    ~ found.columns[0].values()[0] ~ ' keys are empty or have more.'
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
