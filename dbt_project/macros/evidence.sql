{# Whether a completed activity, a row of fct_activity_links, shows the customer: it came from them, or both sides took
   part (a held meeting, a connected call). #}
{% macro shows_the_customer(links) -%}
    ({{ links }}.direction = 'incoming' or {{ links }}.activity_type = 'meeting'
        or ({{ links }}.activity_type = 'call' and {{ links }}.is_connected))
{%- endmacro %}

{# A whole number of days after an instant. #}
{% macro days_after(instant, days) -%}
    {{ instant }} + cast({{ days }} as integer) * interval '1' day
{%- endmacro %}

{# A day as text: 2026-10-31, in Portuguese 31/10/2026. #}
{% macro day_text(day, language='en') -%}
    {%- set iso = "cast(" ~ day ~ " as string)" -%}
    {%- if language == 'pt' -%}
        substring({{ iso }}, 9, 2) || '/' || substring({{ iso }}, 6, 2) || '/' || substring({{ iso }}, 1, 4)
    {%- else -%} {{ iso }} {%- endif -%}
{%- endmacro %}

{# The evidence of a risk in words: {n} what was found, {limit} from where on it is a risk ({level}: that number as a
   seniority), {m} the number beside it, {day} the day it began with. #}
{% macro evidence_text(texts, language) -%}
    {%- set levels = {'en': ['manager', 'director', 'C-level'], 'pt': ['gerente', 'diretor', 'executivo']}[language] -%}
    {%- set ones = {'days': 'day', 'times': 'time', 'dias': 'dia', 'vezes': 'vez'} -%}
    {% for many in ones %}replace({% endfor %}replace(replace(replace(replace(replace(
        case risks.rule
            {%- for rule, text in texts.items() %}
            when '{{ rule }}' then '{{ text | replace("'", "''") }}'
            {%- endfor %}
        end,
        '{n}', {{ number_text('risks.found', 0, language) }}),
        '{limit}', coalesce({{ number_text('risks.allowed', 0, language) }}, '')),
        '{level}', case risks.allowed when 1 then '{{ levels[0] }}' when 2 then '{{ levels[1] }}' else '{{ levels[2] }}' end),
        '{m}', coalesce({{ number_text('risks.beside', 0, language) }}, '')),
        '{day}', coalesce({{ day_text('risks.evidence_day', language) }}, ''))
    {%- for many, one in ones.items() %}, ' 1 {{ many }}', ' 1 {{ one }}'){% endfor %}
{%- endmacro %}
