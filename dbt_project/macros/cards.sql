{# A number as text, rounded half up; the Portuguese one with a decimal comma. #}
{% macro number_text(value, decimals=0, language='en') -%}
    {%- set factor = 10 ** decimals -%}
    {%- set text = "cast(cast(floor((" ~ value ~ ") * " ~ factor ~ "e0 + 0.5e0) / " ~ factor ~ "e0 as decimal(18, " ~ decimals ~ ")) as string)" -%}
    {{ "replace(" ~ text ~ ", '.', ',')" if language == 'pt' else text }}
{%- endmacro %}

{# A card in one language: `more`, `less` or `same` with {d} the difference, {v} the value and {b} what it stands
   against; equal as shown is the same. A count that stands against a mean is `whole`: 3 against 4.5. #}
{% macro card_text(value, benchmark, decimals, language, more, less, same, whole=false) -%}
    {%- set v = number_text(value, decimals, language) -%}
    {%- set shown = number_text(value, 0, language) if whole else v -%}
    {%- set b = number_text(benchmark, decimals, language) -%}
    {%- set difference = number_text("abs((" ~ value ~ ") - (" ~ benchmark ~ "))", decimals, language) -%}
    {%- set singular = {
        'activities': 'activity', 'e-mails': 'e-mail', 'percentage points': 'percentage point',
        'atividades': 'atividade', 'pontos percentuais': 'ponto percentual',
    } -%}
    {% for plural in singular %}replace({% endfor %}case
        {%- for condition, text in [(v ~ " = " ~ b, same), ("(" ~ value ~ ") > (" ~ benchmark ~ ")", more), ("true", less)] %}
        when {{ condition }}
            then replace(replace(replace('{{ text }}', '{d}', {{ difference }}), '{v}', {{ shown }}), '{b}', {{ b }})
        {%- endfor %}
    end{% for plural, one in singular.items() %}, ' 1 {{ plural }} ', ' 1 {{ one }} '){% endfor %}
{%- endmacro %}
