{# Whether a record, or a party, is somebody who was erased: only a pseudonym is left, and it counts as opted out. #}
{% macro is_erased(column) -%}
    coalesce({{ column }} like 'erased-%', false)
{%- endmacro %}
