{# Pseudonyms for people, made where rows enter the warehouse, so that nothing in it knows a name.

   On where the variable mask_key names the file with the secret of the installation (`RAPPORT_MASK_PEOPLE`); else every
   macro here is its column. The same person has the same pseudonym everywhere and in every build. The secret is read
   by the query and stands in no SQL. docs/decisions/0015-people-under-pseudonyms.md says what is masked and why. #}
{% macro masks_people() %}{{ return(var('mask_key', '') != '') }}{% endmacro %}

{# Twelve characters that stand for a text. #}
{% macro pseudonym_of(text) -%}
    substr({{ sha256_hex(text_of_file(var('mask_key')) ~ " || " ~ text) }}, 1, 12)
{%- endmacro %}

{# A person's name. Equal names, but for case and outer blanks, have one pseudonym. #}
{% macro masked_name(column) -%}
    {%- if masks_people() -%}
    case when trim({{ column }}) <> '' then 'P-' || {{ pseudonym_of('lower(trim(' ~ column ~ '))') }} end
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}

{# A mail address: the domain stays, because it is the organisation's and tells colleagues from customers. #}
{% macro masked_address(column) -%}
    {%- if masks_people() -%}
    case
        when {{ is_erased(column) }} then {{ column }}
        when trim({{ column }}) <> ''
            then
                'p-' || {{ pseudonym_of('lower(trim(' ~ column ~ '))') }}
                || case when {{ column }} like '%@%' then '@' || split_part(lower(trim({{ column }})), '@', 2) else '' end
    end
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}

{# Several addresses separated by semicolons. #}
{% macro masked_addresses(column) -%}
    {%- if masks_people() -%}
    {{ each_of_list(column, ';', masked_address('element')) }}
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}

{# A subject is free text in which anybody may be named. What continues one conversation keeps one pseudonym; a subject
   by which an automatic reply is told keeps its beginning. #}
{% macro masked_subject(column, marks='re|res|fw|fwd|enc|aw|wg') -%}
    {%- if masks_people() -%}
    {%- set normal = normal_subject(column, marks) -%}
    case
        when {{ normal }} = '' then {{ column }}
        else
            case when {{ dataverse_is_automatic(column) }} then 'Automatic reply: ' else '' end
            || 'S-' || {{ pseudonym_of(normal) }}
    end
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}

{# Ids of messages and conversations, in which mail programs write addresses and subjects. #}
{% macro masked_id(column) -%}
    {%- if masks_people() -%}
    case when trim({{ column }}) <> '' then 'M-' || {{ pseudonym_of('trim(' ~ column ~ ')') }} end
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}

{# Nothing: job titles, which single a person out in a company; the level of seniority they stand for is kept. #}
{% macro unless_masked(expression) -%}
    {{ 'cast(null as string)' if masks_people() else expression }}
{%- endmacro %}

{# A column of a table of the common shape, masked where it says who somebody is. #}
{% macro masked_column(table, column) -%}
    {%- set kinds = {
        'users': {'full_name': 'name', 'email': 'address'},
        'contacts': {'full_name': 'name', 'email': 'address', 'other_emails': 'addresses'},
        'leads': {'name': 'name', 'email': 'address'},
        'activities': {'subject': 'subject', 'message_id': 'id', 'in_reply_to': 'id', 'conversation_id': 'id'},
        'activity_parties': {'address': 'address'},
    } -%}
    {%- set kind = kinds.get(table, {}).get(column) -%}
    {%- if kind and masks_people() -%}
    {%- set made = {
        'name': masked_name, 'address': masked_address, 'addresses': masked_addresses, 'subject': masked_subject,
        'id': masked_id,
    } -%}
    {{ made[kind](column) }} as {{ column }}
    {%- else -%}{{ column }}{%- endif -%}
{%- endmacro %}
