{# Whether an id or an address is that of somebody who was erased: a pseudonym, which counts as opted out. #}
{% macro is_erased(column) -%}
    coalesce({{ column }} like 'erased-%', false)
{%- endmacro %}
