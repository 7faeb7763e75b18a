{# All columns of a relation, those that may change at the end: `changes` says what some of them become, the others stay
   as they are. So branches of a union that change different columns have the same order. #}
{% macro with_changes(relation, columns, changes) -%}
    {{ all_but(columns, relation) }}
    {%- for column in columns %},
        {{ changes.get(column, relation ~ '.' ~ column) }} as {{ column }}
    {%- endfor %}
{%- endmacro %}
