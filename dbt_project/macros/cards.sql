{# A number as text, rounded half up; the Portuguese one with a decimal comma. #}
{% macro number_text(value, decimals=0, language='en') -%}
    {%- set factor = 10 ** decimals -%}
    {%- set text = "cast(cast(floor((" ~ value ~ ") * " ~ factor ~ "e0 + 0.5e0) / " ~ factor ~ "e0 as decimal(18, " ~ decimals ~ ")) as string)" -%}
    {{ "replace(" ~ text ~ ", '.', ',')" if language == 'pt' else text }}
{%- endmacro %}

{# The same without a decimal that is 0: a mean of 4 is not 4.0 things. #}
{% macro count_text(value, decimals, language) -%}
    regexp_replace({{ number_text(value, decimals, language) }}, '[.,]0$', '')
{%- endmacro %}

{# A card in one language: `more`, `less` or `same` with {d} the difference, {v} the value and {b} what it stands
   against; equal as shown is the same. A `whole` count stands against a mean: 3 against 4.5, and 3 against 4. #}
{% macro card_text(value, benchmark, decimals, language, more, less, same, whole=false) -%}
    {%- set number = count_text if whole else number_text -%}
    {%- set v = number(value, decimals, language) -%}
    {%- set b = number(benchmark, decimals, language) -%}
    {%- set difference = number("abs((" ~ value ~ ") - (" ~ benchmark ~ "))", decimals, language) -%}
    {%- set singular = {
        'activities': 'activity', 'interactions': 'interaction', 'e-mails': 'e-mail',
        'percentage points': 'percentage point', 'atividades': 'atividade', 'interações': 'interação',
        'pontos percentuais': 'ponto percentual',
    } -%}
    {% for plural in singular %}replace({% endfor %}case
        {%- for condition, text in [(v ~ " = " ~ b, same), ("(" ~ value ~ ") > (" ~ benchmark ~ ")", more), ("true", less)] %}
        when {{ condition }}
            then replace(replace(replace('{{ text }}', '{d}', {{ difference }}), '{v}', {{ v }}), '{b}', {{ b }})
        {%- endfor %}
    end{% for plural, one in singular.items() %}, ' 1 {{ plural }} ', ' 1 {{ one }} '){% endfor %}
{%- endmacro %}
