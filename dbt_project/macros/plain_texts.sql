{# Configures a table to keep its texts as they are: to find out how to pack keys and ids, of which hardly any two are the
   same, costs half of writing them, and what it saves is room on the disk. Numbers are packed as everywhere. #}
{% macro plain_texts() -%}
    {%- if target.type == 'duckdb' -%}
        {{ config(
            pre_hook="set disabled_compression_methods = 'dict_fsst'",
            post_hook="set disabled_compression_methods = ''"
        ) }}
    {%- endif -%}
{%- endmacro %}
