{# Schemas are named as configured, without the target's prefix; on Spark they bear that of the build. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ build_prefix() ~ (custom_schema_name | trim) if custom_schema_name else target.schema }}
{%- endmacro %}
