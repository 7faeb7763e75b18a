{# A subject without its case, its blanks and the marks of answers and forwards: what e-mails of one thread share. #}
{% macro normal_subject(column, marks='re|res|fw|fwd|enc|aw|wg') -%}
    {#- Any run of blanks but a single space, which stays as it is: most texts hold no other. -#}
    {%- set blanks = '( [\\s\\x{00a0}]+|[\\t\\n\\r\\f\\x{00a0}][\\s\\x{00a0}]*)' -%}
    trim({{ without_beginning(
        "trim(" ~ replace_all("lower(coalesce(" ~ column ~ ", ''))", blanks, ' ') ~ ")",
        '((' ~ marks ~ ') ?: ?)+'
    ) }})
{%- endmacro %}
