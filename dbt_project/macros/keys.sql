{# Keys that are unique over sources: <source>:<type>:<id>. #}
{% macro key_of(type, id, source='source_system') %}{{ source }} || ':{{ type }}:' || {{ id }}{% endmacro %}
