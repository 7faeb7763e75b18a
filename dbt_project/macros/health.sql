{# Half-life decay: 1 at age 0, one half after `half_life` days. #}
{% macro decay(age, half_life) %}power(0.5e0, ({{ age }}) / cast({{ half_life }} as double)){% endmacro %}

{# 1 within the grace, then halved with every further `half_life` days; 0 where there are no days to count. greatest()
   skips an empty value, hence the case. #}
{% macro recency_factor(days, grace, half_life) -%}
    case when {{ days }} is null then 0e0 else {{ decay('greatest(' ~ days ~ ' - ' ~ grace ~ ', 0e0)', half_life) }} end
{%- endmacro %}

{# A factor in [0, 1] as tenths of points, rounded half up, so that the explanation adds up to the score. #}
{% macro tenths(points, factor) %}cast(floor(10e0 * {{ points }} * {{ factor }} + 0.5e0 + 1e-8) as bigint){% endmacro %}

{# The nine factors, in the order in which they are explained. #}
{% macro health_factors() %}
    {{ return(['recency_customer', 'recency_team', 'volume', 'customer', 'response_customer', 'response_team',
               'next_step', 'breadth', 'seniority']) }}
{% endmacro %}
