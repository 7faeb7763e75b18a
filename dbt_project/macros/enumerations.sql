{# The few words that a column can hold, in alphabetical order: an enumeration is sorted by position, text by letters. #}
{% macro words_of(name) -%}
    {{ return({
        'activity_type': ['call', 'email', 'meeting', 'other', 'task'],
        'activity_status': ['cancelled', 'completed', 'scheduled'],
        'direction': ['incoming', 'outgoing'],
        'link_rule': ['account_opportunity', 'child_account', 'participant', 'regarding', 'single_open_opportunity'],
        'noise_rule': [
            'auto_reply', 'bulk_mail', 'duplicate_message', 'external_only', 'internal_only', 'opted_out',
            'recurring_master'
        ],
        'person_type': ['account', 'address', 'contact', 'lead', 'user'],
        'record_type': ['account', 'contact', 'lead', 'opportunity'],
        'role': ['bcc', 'cc', 'from', 'optional', 'organizer', 'required', 'to'],
        'source_system': ['dataverse', 'demo', 'files'],
        'side': ['customer', 'team'],
        'turn_type': ['call', 'email'],
    }[name]) }}
{%- endmacro %}

{# A column of few words is kept as numbers where the database can: written ten times as fast as text, a byte a row.
   Any other word fails the build and is named. Reports say text again, see `as_text`. #}
{% macro enumerated(expression, name) -%}
    {%- if target.type == 'duckdb' -%}
        cast({{ expression }} as enum('{{ words_of(name) | join("', '") }}'))
    {%- else -%} {{ expression }} {%- endif -%}
{%- endmacro %}

{# One of the words, to compare a column of theirs with: beside text every value of the column would be made text first.
   For queries over all activities; elsewhere text does. #}
{% macro word(name, one) -%}
    {%- if one not in words_of(name) -%} {{ exceptions.raise_compiler_error(one ~ ' is no word of ' ~ name) }} {%- endif -%}
    {{ enumerated("'" ~ one ~ "'", name) }}
{%- endmacro %}

{# Text for those who read tables without knowing of enumerations. #}
{% macro as_text(expression) -%} cast({{ expression }} as string) {%- endmacro %}
