{# A number as it is shown, rounded half up. #}
{% macro shown(value, decimals) -%} floor(({{ value }}) * {{ 10 ** decimals }}e0 + 0.5e0) / {{ 10 ** decimals }}e0 {%- endmacro %}

{# The same as text; the Portuguese one with a decimal comma. #}
{% macro number_text(value, decimals=0, language='en') -%}
    {%- set text = "cast(cast(" ~ shown(value, decimals) ~ " as decimal(18, " ~ decimals ~ ")) as string)" -%}
    {{ "replace(" ~ text ~ ", '.', ',')" if language == 'pt' else text }}
{%- endmacro %}

{# Text without a decimal that is 0: a mean of 4 is not 4.0 things. #}
{% macro count_text(value, decimals, language) -%}
    {{ replace_all(number_text(value, decimals, language), '[.,]0$', '') }}
{%- endmacro %}

{# A card in one language: `more`, `less` or `same` with {d} the difference, {v} the value and {b} what it stands
   against, all as shown: 3.1 against 3.0 is 0.1 more, and equal as shown is the same. A `whole` count stands against a
   mean: 3 against 4.5, and 3 against 4. #}
{% macro card_text(value, benchmark, decimals, language, more, less, same, whole=false) -%}
    {%- set number = count_text if whole else number_text -%}
    {%- set v = number(value, decimals, language) -%}
    {%- set b = number(benchmark, decimals, language) -%}
    {%- set difference = number("abs(" ~ shown(value, decimals) ~ " - " ~ shown(benchmark, decimals) ~ ")", decimals, language) -%}
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
