{# Keys that are unique over sources: <source>:<type>:<id>. #}
{% macro key_of(type, id, source='source_system') %}{{ source }} || ':{{ type }}:' || {{ id }}{% endmacro %}

{# Whether two relations hold the same key; an empty part of a key equals an empty one. #}
{% macro same_key(key, left, right) -%}
    {% for column in key %}{{ 'and ' if not loop.first }}{{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }} {% endfor %}
{%- endmacro %}
