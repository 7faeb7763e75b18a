{# Half-life decay: 1 at age 0, one half after `half_life` days. #}
{% macro decay(age, half_life) %}power(0.5e0, ({{ age }}) / cast({{ half_life }} as double)){% endmacro %}

{# 1 within the grace, then halved with every further `half_life` days; 0 where there are no days to count. greatest()
   skips an empty value, hence the case. #}
{% macro recency_factor(days, grace, half_life) -%}
    case when {{ days }} is null then 0e0 else {{ decay('greatest(' ~ days ~ ' - ' ~ grace ~ ', 0e0)', half_life) }} end
{%- endmacro %}

{# A factor in [0, 1] as whole tenths of points, rounded half up, so that the explanation adds up to the score. #}
{% macro tenths(points, factor) %}floor(10e0 * {{ points }} * {{ factor }} + (0.5e0 + 1e-8)){% endmacro %}

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

{# The settings that the formula and the advice use. #}
{% macro health_setting_columns() %}
    {%- set points = [] -%}
    {%- for factor in health_factors() -%} {%- do points.append('points_' ~ factor) -%} {%- endfor -%}
    {{ return(['interval_days', 'half_life', 'recency_days', 'expected_volume', 'weight_email', 'weight_meeting',
               'good_from', 'fair_from', 'older_than_two_years'] + points) }}
{% endmacro %}

{# The state at a point, from its score and what is known of the record: younger than 14 days, older than 730. #}
{% macro health_state(score, days_before) -%}
    case
        when {{ days_before }} > first_index then 'No closed activities'
        when {{ days_before }} > third_index or days_since_creation - {{ days_before }} < 14 then 'Not enough info'
        when older_than_two_years = 1 and days_since_after_creation - {{ days_before }} >= 730 then 'Older than two years'
        when {{ score }} >= good_from then 'Good'
        when {{ score }} >= fair_from then 'Fair'
        else 'Poor'
    end
{%- endmacro %}

{# What is summed over the evidence that a point looks back on, and after how many half-lives its weight halves (0:
   never). #}
{% macro health_sums() %}
    {{ return({'team_volume': 1, 'customer_volume': 1, 'contacts_fading': 1, 'contacts_recent': 0,
               'customer_answered_weight': 2, 'customer_asked_weight': 2,
               'team_answered_weight': 2, 'team_asked_weight': 2, 'steps_ahead': 0, 'step_days_after': 0}) }}
{% endmacro %}

{# Of what the newest day counts, whatever it weighs. #}
{% macro health_newest_days() %}
    {{ return(['team_day', 'customer_day', 'manager_day', 'director_day', 'c_level_day']) }}
{% endmacro %}

{# What is left of a sum after these days: 1, its fading, or that of twice the half-life. #}
{% macro left_of(sum, days) -%}
    {%- set times = health_sums()[sum] -%}
    {%- if times == 0 -%} 1e0 {%- else -%} {{ decay(days, times ~ 'e0 * half_life') }} {%- endif -%}
{%- endmacro %}

{# The sum of a group. Doubles that are whole numbers below 2^53 have the same sum in whatever order threads add them, so
   that two runs give identical tables: see exact_sum, which is dearer and has no bound. #}
{% macro whole_sum(sum) -%}
    {%- if health_sums()[sum] == 0 -%} sum({{ sum }})
    {%- else -%} sum(round({{ sum }} * {{ per_factor() }})) / {{ per_factor() }} {%- endif -%}
{%- endmacro %}

{# Its running sum from the oldest point on, as it stands at each: added up in what will be left at the end of the era,
   where weights only grow, so that what has entered can leave again without a trace. The window has a total order. #}
{% macro running_sum(sum, window) -%}
    {%- if health_sums()[sum] == 0 -%} sum({{ sum }}) over {{ window }}
    {%- else -%}
        round({{ per_factor() }} * sum({{ sum }} * {{ left_of(sum, 'days_into_era') }}) over {{ window }}
            / {{ left_of(sum, 'days_into_era') }}) / {{ per_factor() }}
    {%- endif -%}
{%- endmacro %}

{# Evidence as rows of health_contributions: counted at the points from `from_day` down to but not at `until_day`, with
   the weights it has at `full_day`. What `columns` does not name is nothing. #}
{% macro contributed(source, from_day, until_day, full_day, columns) -%}
    select
        record_number,
        cast({{ from_day }} as integer) as from_day,
        cast({{ until_day }} as integer) as until_day,
        cast({{ full_day }} as double) as full_day,
        {%- for name in health_sums() %}
        {{ columns.get(name, '0e0') }} as {{ name }},
        {%- endfor %}
        {%- for name in health_newest_days() %}
        {{ columns.get(name, 'cast(null as integer)') }} as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ source }}
{%- endmacro %}
