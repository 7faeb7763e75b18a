{# Who answers, and who asked. #}
{% macro answering_sides() %}{{ return([('team', 'customer'), ('customer', 'team')]) }}{% endmacro %}

{# The number of the shortest window that holds an instant; empty when none does. Windows as in relationship_kpis. #}
{% macro shortest_window(instant, windows) -%}
    case
        {% for name, starts_at in windows %}when {{ instant }} >= {{ starts_at }} then {{ loop.index }}
        {% endfor %}
    end
{%- endmacro %}

{# CTEs up to `turns`: one row per record and window with what was answered, by side, and how fast. Needs a CTE `windows`. #}
{% macro turns_by_window(windows) -%}
banded_turns as (

    select
        *,
        {{ shortest_window('turn_at', windows) }} as window_number
    from {{ at_hand('fct_record_turns') }}
    where {{ is_of_touched_window('record_key', 'turn_at') }}

),

turn_sums as (

    select
        record_key,
        window_number,
        {% for answering, asking in answering_sides() -%}
        {% set asked = 'side = ' ~ word('side', asking) -%}
        count(*) filter (where {{ asked }} and is_answered) as {{ answering }}_answered,
        count(*) filter (where {{ asked }} and is_unanswered) as {{ answering }}_unanswered,
        count(*) filter (where {{ asked }} and is_waiting) as {{ answering }}_turns_waiting,
        count(response_hours) filter (where {{ asked }}) as {{ answering }}_timed,
        sum({{ whole_number('response_hours', per_hour()) }}) filter (where {{ asked }}) as {{ answering }}_hours,
        count(business_response_hours) filter (where {{ asked }}) as {{ answering }}_business_timed,
        sum({{ whole_number('business_response_hours', per_hour()) }}) filter (where {{ asked }})
            as {{ answering }}_business_hours{{ ',' if not loop.last }}
        {% endfor %}
    from banded_turns
    where window_number is not null
    group by record_key, window_number

),

-- A percentile is no sum: it is found anew in every window that holds turns which the next shorter one does not.
percentiles as (

    select
        turn_sums.record_key,
        turn_sums.window_number,
        {% for answering, asking in answering_sides() -%}
        {{ percentiles('banded_turns.response_hours', [0.5, 0.9], 'banded_turns.side = ' ~ word('side', asking)) }}
            as {{ answering }}_first_response_hours_percentiles{{ ',' if not loop.last }}
        {% endfor %}
    from banded_turns
    inner join turn_sums
        on banded_turns.record_key = turn_sums.record_key and banded_turns.window_number <= turn_sums.window_number
    where banded_turns.response_hours is not null
    group by turn_sums.record_key, turn_sums.window_number

),

summed_turns as (

    select
        turn_sums.record_key,
        windows.window_number,
        max(turn_sums.window_number) as last_with_turns,
        {% for answering, asking in answering_sides() -%}
        {% for name in ['answered', 'unanswered', 'turns_waiting'] -%}
        cast(sum(turn_sums.{{ answering }}_{{ name }}) as bigint) as {{ answering }}_{{ name }},
        {% endfor -%}
        {% for name in ['', 'business_'] -%}
        cast(sum(turn_sums.{{ answering }}_{{ name }}hours) as double)
            / nullif(sum(turn_sums.{{ answering }}_{{ name }}timed), 0) / {{ per_hour() }}
            as {{ answering }}_first_response_hours{{ '_business' if name }}{{ ',' if not loop.last }}
        {% endfor %}{{ ',' if not loop.last }}
        {% endfor %}
    from turn_sums
    inner join windows on turn_sums.window_number <= windows.window_number
    group by turn_sums.record_key, windows.window_number

),

turns as (

    select
        {{ all_but(['last_with_turns'], 'summed_turns') }},
        {% for answering, asking in answering_sides() -%}
        percentiles.{{ answering }}_first_response_hours_percentiles{{ ',' if not loop.last }}
        {% endfor %}
    from summed_turns
    left join percentiles
        on summed_turns.record_key = percentiles.record_key and summed_turns.last_with_turns = percentiles.window_number

)
{%- endmacro %}
