{# Sums of doubles depend in their last bits on the order in which threads add them. Adding whole numbers does not: the
   value is rounded to a fraction far below what is shown (a microsecond, a billionth) and added as a whole number, so
   that two runs give identical tables on every engine. #}
{% macro exact_sum(value, fractions, condition='true') -%}
    cast(sum({{ whole_number(value, fractions) }}) filter (where {{ condition }}) as double) / {{ fractions }}
{%- endmacro %}

{% macro exact_mean(value, fractions, condition='true') -%}
    cast(sum({{ whole_number(value, fractions) }}) filter (where {{ condition }}) as double)
    / nullif(count({{ value }}) filter (where {{ condition }}), 0) / {{ fractions }}
{%- endmacro %}

{# Fractions: microseconds in a minute and in an hour, 10^-12 for factors, 10^-6 for money and weights. #}
{% macro per_minute() %}60e6{% endmacro %}
{% macro per_hour() %}3600e6{% endmacro %}
{% macro per_factor() %}1e12{% endmacro %}
{% macro per_amount() %}1e6{% endmacro %}

{# Amounts of money have no bound: they take a wider type, and one beyond even that is left out rather than fatal. #}
{% macro whole_number(value, fractions) -%}
    {%- if fractions == per_amount() -%}
        try_cast(round(({{ value }}) * {{ fractions }}) as decimal(38, 0))
    {%- else -%}
        cast(round(({{ value }}) * {{ fractions }}) as bigint)
    {%- endif -%}
{%- endmacro %}
