-- One row per open opportunity, benchmark set and deal it is compared with, or the deal itself: what that deal had by the
-- end of its life (final_total), at the age that the opportunity has now (same_age; a deal won younger than that has its
-- total), or when it came into the stage that the opportunity is in (same_stage). The opportunity `*` stands for those
-- without similar won deals: all usable won deals.

with

opportunities as (

    select
        opportunity_key as record_key,
        stage,
        {{ seconds_between('created_at', as_of()) }} / 86400e0 as age_days
    from {{ ref('dim_opportunities') }}
    where is_open and created_at is not null

),

won as (

    select record_key from {{ ref('fct_won_deals') }} where is_recent

),

enough as (

    select count(*) >= {{ same_age_from() }} as has_enough from won

),

listed as (

    select opportunities.record_key, similar_deals.similar_record_key as compared_key, opportunities.stage, opportunities.age_days
    from opportunities
    inner join {{ source('ml', 'similar_won_deals') }} as similar_deals
        on opportunities.record_key = similar_deals.record_key

),

-- Each with itself and with what it is compared with.
pairs as (

    select record_key, compared_key, stage, age_days, false as is_own from listed
    union all
    select record_key, record_key, stage, age_days, true from opportunities

),

sets as (

    select record_key, compared_key, is_own, 'final_total' as benchmark_set, cast(null as double) as until_days
    from pairs
    union all
    select '*', record_key, false, 'final_total', cast(null as double)
    from won
    union all
    select pairs.record_key, pairs.compared_key, pairs.is_own, 'same_age', pairs.age_days
    from pairs
    cross join enough
    where enough.has_enough
    union all
    select pairs.record_key, pairs.compared_key, pairs.is_own, 'same_stage', entries.age_days
    from pairs
    inner join {{ ref('fct_stage_entries') }} as entries
        on pairs.compared_key = entries.record_key and pairs.stage = entries.stage
    cross join enough
    where enough.has_enough

),

{% set counts = ['interactions', 'team_initiated', 'meetings_sent', 'emails_sent', 'emails_received'] -%}
-- Events and questions of a deal on one line of time: a question sees the running sum of whole numbers up to it.
line as (

    select
        record_key as compared_key, age_days, 0 as is_question, cast(null as string) as record_key,
        cast(null as string) as benchmark_set, cast(null as boolean) as is_own,
        {% for count in counts -%}
        {{ count }},
        {% endfor -%}
        {% for side in ['team', 'customer'] -%}
        {% set answering = "answering_side = '" ~ side ~ "'" -%}
        {{ whole_number(side ~ '_minutes', per_minute()) }} as {{ side }}_minutes,
        case when {{ answering }} then answered else 0 end as {{ side }}_answered,
        case when {{ answering }} then unanswered else 0 end as {{ side }}_unanswered,
        case when {{ answering }} then {{ whole_number('response_hours', per_hour()) }} else 0 end as {{ side }}_response{{ ',' if not loop.last }}
        {% endfor %}
    from {{ ref('fct_deal_events') }}
    where record_key in (select compared_key from sets)
    union all
    select
        compared_key, coalesce(until_days, 1e300), 1, record_key, benchmark_set, is_own,
        {% for count in counts %}0, {% endfor %}0, 0, 0, 0, 0, 0, 0, 0
    from sets

),

seen as (

    select
        record_key, benchmark_set, compared_key, is_own, is_question,
        {% for count in counts -%}
        cast(sum({{ count }}) over up_to_then as bigint) as {{ count }},
        {% endfor -%}
        {% for side in ['team', 'customer'] -%}
        cast(sum({{ side }}_minutes) over up_to_then as double) / {{ per_minute() }} / 60e0 as {{ side }}_hours,
        cast(sum({{ side }}_answered) over up_to_then as bigint) as {{ side }}_answered,
        cast(sum({{ side }}_unanswered) over up_to_then as bigint) as {{ side }}_unanswered,
        cast(sum({{ side }}_response) over up_to_then as double) / {{ per_hour() }} as {{ side }}_response_hours{{ ',' if not loop.last }}
        {% endfor %}
    from line
    window up_to_then as (
        partition by compared_key order by age_days, is_question range between unbounded preceding and current row
    )

)

select {{ all_but(['is_question'], 'seen') }}
from seen
where is_question = 1
