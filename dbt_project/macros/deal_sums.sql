{# What is counted of a deal's life. #}
{% macro deal_counts() %}{{ return(['interactions', 'team_initiated', 'meetings_sent', 'emails_sent', 'emails_received']) }}{% endmacro %}

{# CTEs up to `seen`: what each deal had when it was asked about. Needs a CTE `questions` (compared_key, until_days). #}
{% macro deal_sums_up_to_questions() -%}
{%- set counts = deal_counts() -%}
{%- set sums = counts + [
    'team_minutes', 'team_answered', 'team_unanswered', 'team_response',
    'customer_minutes', 'customer_answered', 'customer_unanswered', 'customer_response',
] -%}
-- Most deals are asked about once, at the end of their lives.
asked as (

    select
        compared_key,
        min(until_days) >= 1e300 as is_at_the_end_only
    from questions
    group by compared_key

),

-- Events and questions of a deal on one line of time: the first question that sees an event is the one after it.
line as (

    select
        asked.compared_key, asked.is_at_the_end_only, events.age_days, 0 as is_question, {{ counts | join(', ') }},
        team_minutes, customer_minutes, answering_side, answered, unanswered, response_hours
    from {{ ref('fct_deal_events') }} as events
    inner join asked on events.record_key = asked.compared_key
    where events.age_days is not null
    union all
    select
        questions.compared_key, asked.is_at_the_end_only, questions.until_days, 1,
        {{ (['0'] * (counts | length)) | join(', ') }}, 0e0, 0e0, null, 0, 0, 0e0
    from questions
    inner join asked on questions.compared_key = asked.compared_key

),

numbered as (

    select
        *,
        sum(is_question) over (
            partition by compared_key order by age_days, is_question rows between unbounded preceding and current row
        ) + 1 - is_question as question_number
    from line
    where not is_at_the_end_only
    union all
    select *, 1
    from line
    where is_at_the_end_only

),

added as (

    select
        compared_key,
        question_number,
        max(case when is_question = 1 then age_days end) as until_days,
        {% for count in counts -%}
        sum({{ count }}) as {{ count }},
        {% endfor -%}
        {% for side in ['team', 'customer'] -%}
        {% set answering = "answering_side = '" ~ side ~ "'" -%}
        sum({{ whole_number(side ~ '_minutes', per_minute()) }}) as {{ side }}_minutes,
        sum(case when {{ answering }} then answered else 0 end) as {{ side }}_answered,
        sum(case when {{ answering }} then unanswered else 0 end) as {{ side }}_unanswered,
        sum(case when {{ answering }} then {{ whole_number('response_hours', per_hour()) }} else 0 end) as {{ side }}_response{{ ',' if not loop.last }}
        {% endfor %}
    from numbered
    group by compared_key, question_number

),

seen as (

    select
        compared_key,
        until_days,
        {% for name in sums -%}
        sum({{ name }}) over up_to_then as {{ name }}{{ ',' if not loop.last }}
        {% endfor %}
    from added
    where until_days is not null
    window up_to_then as (
        partition by compared_key order by question_number rows between unbounded preceding and current row
    )
)
{%- endmacro %}
