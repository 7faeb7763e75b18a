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

{# The nine factors in [0, 1] from what they are made of: the one place where the formula stands. #}
{% macro health_factor_columns() %}
        {{ recency_factor('days_since_customer', 'recency_days', 'recency_days') }} as f_recency_customer,
        {{ recency_factor('days_since_team', 'recency_days', 'recency_days') }} as f_recency_team,
        1e0 - power(0.2e0, (team_volume + customer_volume) / expected_volume) as f_volume,
        1e0 - power(0.2e0, customer_volume / (0.4e0 * expected_volume)) as f_customer,
        (customer_answered_weight + 2e0 * 0.4e0) / (customer_asked_weight + 2e0) as f_response_customer,
        (team_answered_weight + 2e0 * 0.4e0) / (team_asked_weight + 2e0) as f_response_team,
        {{ recency_factor('days_ahead', '2e0 * interval_days', 'interval_days') }} as f_next_step,
        least(1e0, contacts_present / 3e0) as f_breadth,
        seniority_factor as f_seniority
{% endmacro %}
