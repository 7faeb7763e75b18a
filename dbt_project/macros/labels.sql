{# The English or the Portuguese text, by the language of the installation. #}
{% macro label(english, portuguese) -%}
    {{ portuguese if var('language') == 'pt_BR' else english }}
{%- endmacro %}

{# The page of a record in the dashboards: its native filter, pre-set to the record (rison, escaped). #}
{% macro record_url(record_type, record_key) -%}
    {%- set quoted -%}
        '%27' || {{ url_text("replace(replace(" ~ record_key ~ ", '!', '!!'), '''', '!''')") }} || '%27'
    {%- endset -%}
    '/superset/dashboard/' || {{ record_type }} || '/?native_filters=(NATIVE_FILTER-record:(id:NATIVE_FILTER-record,'
    || 'ownState:(),extraFormData:(filters:!((col:record_key,op:IN,val:!(' || {{ quoted }} || ')))),'
    || 'filterState:(value:!(' || {{ quoted }} || '))))'
{%- endmacro %}

{# The page of a record in the CRM, from the template of the installation; empty without one. #}
{% macro crm_url(record_type, record_id) -%}
    {%- if var('crm_url') -%}
        replace(replace('{{ var("crm_url") | replace("'", "''") }}', '{record_type}', {{ record_type }}), '{record_id}', {{ record_id }})
    {%- else -%}
        cast(null as string)
    {%- endif -%}
{%- endmacro %}
