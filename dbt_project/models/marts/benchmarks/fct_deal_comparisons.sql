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

questions as (

    select distinct compared_key, coalesce(until_days, 1e300) as until_days from sets

),

{{ deal_sums_up_to_questions() }}

select
    sets.record_key,
    sets.benchmark_set,
    sets.compared_key,
    sets.is_own,
    {% for count in deal_counts() -%}
    cast(seen.{{ count }} as bigint) as {{ count }},
    {% endfor -%}
    {% for side in ['team', 'customer'] -%}
    cast(seen.{{ side }}_minutes as double) / {{ per_minute() }} / 60e0 as {{ side }}_hours,
    cast(seen.{{ side }}_answered as bigint) as {{ side }}_answered,
    cast(seen.{{ side }}_unanswered as bigint) as {{ side }}_unanswered,
    cast(seen.{{ side }}_response as double) / {{ per_hour() }} as {{ side }}_response_hours{{ ',' if not loop.last }}
    {% endfor %}
from sets
inner join seen
    on sets.compared_key = seen.compared_key and coalesce(sets.until_days, 1e300) = seen.until_days
