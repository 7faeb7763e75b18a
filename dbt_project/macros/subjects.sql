{# A subject without its case, its blanks and the marks of answers and forwards: what e-mails of one thread share. #}
{% macro normal_subject(column, marks='re|res|fw|fwd|enc|aw|wg') -%}
    trim({{ replace_all(
        "trim(" ~ replace_all("lower(coalesce(" ~ column ~ ", ''))", '[\\s\\x{00a0}]+', ' ') ~ ")",
        '^((' ~ marks ~ ') ?: ?)+',
        ''
    ) }})
{%- endmacro %}
