{# Keys that are unique over sources: <source>:<type>:<id>. #}
{% macro key_of(type, id, source='source_system') %}{{ source }} || ':{{ type }}:' || {{ id }}{% endmacro %}

{# Whether two relations hold the same key; an empty part of a key equals an empty one. #}
{% macro same_key(key, left, right) -%}
    {% for column in key %}{{ 'and ' if not loop.first }}{{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }} {% endfor %}
{%- endmacro %}

{# The name of a person: of its record, or else the address that it is known by. `people` is int_people, joined by key. #}
{% macro name_of_person(people, person_key) -%}
    coalesce({{ people }}.person_name, nullif(split_part({{ person_key }}, ':address:', 2), ''))
{%- endmacro %}

{# A text without the blanks at both ends; most have none, and to look for them costs a tenth of taking them off. #}
{% macro trimmed(text) -%}
    case when {{ text }} like ' %' or {{ text }} like '% ' then trim({{ text }}) else {{ text }} end
{%- endmacro %}
