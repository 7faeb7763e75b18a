-- One row per open opportunity and rule about people that it breaks: fewer contacts than expected have been in touch in
-- the days that count, or nobody senior enough. A contact is in touch when something came from them or both sides met.

with

thresholds as (

    select * from {{ ref('fct_risk_thresholds') }} where rule in ('single_threaded', 'no_decision_maker')

),

meetings as (

    select distinct
        thresholds.opportunity_key,
        thresholds.rule,
        thresholds.days,
        people.person_key,
        links.happened_at
    from thresholds
    inner join {{ ref('fct_activity_links') }} as links
        on thresholds.opportunity_key = links.record_key
            and links.status = 'completed'
            and {{ shows_the_customer('links') }}
    inner join {{ ref('int_activity_people') }} as people on links.activity_key = people.activity_key
    left join {{ ref('int_seniority') }} as seniority on people.person_key = seniority.person_key
    where
        people.is_linking
        and people.person_type in ('contact', 'lead')
        and (thresholds.rule = 'single_threaded' or seniority.seniority_level >= thresholds.threshold)

),

-- Each keeps its contact in touch until the contact's next one, or for the days that count.
stretches as (

    select
        opportunity_key,
        rule,
        happened_at,
        {{ days_after('happened_at', 'days') }} as until_at,
        lead(happened_at) over (partition by opportunity_key, rule, person_key order by happened_at) as next_at
    from meetings

),

changes as (

    select opportunity_key, rule, happened_at as changed_at, 1 as change from stretches
    union all
    select opportunity_key, rule, least(until_at, coalesce(next_at, until_at)), -1
    from stretches
    where least(until_at, coalesce(next_at, until_at)) <= {{ as_of() }}

),

counted as (

    select
        opportunity_key,
        rule,
        changed_at,
        sum(sum(change)) over (partition by opportunity_key, rule order by changed_at) as in_touch,
        sum(sum(change)) over (partition by opportunity_key, rule order by changed_at) - sum(change) as in_touch_before
    from changes
    group by opportunity_key, rule, changed_at

),

now_and_last as (

    select
        thresholds.opportunity_key,
        thresholds.rule,
        thresholds.threshold,
        thresholds.days,
        thresholds.created_at,
        case when thresholds.rule = 'single_threaded' then thresholds.threshold else 1e0 end as expected,
        coalesce(max_by(counted.in_touch, counted.changed_at), 0) as in_touch,
        max(case
            when counted.in_touch_before >= case when thresholds.rule = 'single_threaded' then thresholds.threshold else 1e0 end
                then counted.changed_at
        end) as fell_at
    from thresholds
    left join counted
        on thresholds.opportunity_key = counted.opportunity_key and thresholds.rule = counted.rule
    group by all

)

select
    opportunity_key,
    rule,
    -- Never enough: a deal is given the days from its creation on.
    greatest({{ day_of('fell_at') }}, {{ day_of(days_after('created_at', 'days')) }}) as since,
    cast(in_touch as double) as found,
    threshold as allowed,
    cast(days as double) as beside,
    cast(null as date) as evidence_day
from now_and_last
where in_touch < expected and (created_at is null or {{ whole_days_between('created_at', as_of()) }} >= days)
