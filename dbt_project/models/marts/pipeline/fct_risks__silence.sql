-- One row per open opportunity and rule about silence that it breaks. Silent: for so many days nothing has come from
-- the customer and both sides have not met. Ghosted: so many e-mails and missed calls of ours in a row since, each left
-- unanswered for longer than the days an answer may take.

with

thresholds as (

    select * from {{ ref('fct_risk_thresholds') }}

),

links as (

    select *
    from {{ ref('fct_activity_links') }}
    where record_type = 'opportunity' and status = 'completed'

),

seen as (

    select opportunity_key, max(links.happened_at) as seen_at
    from {{ ref('dim_opportunities') }} as opportunities
    inner join links on opportunities.opportunity_key = links.record_key and {{ shows_the_customer('links') }}
    where opportunities.is_open
    group by opportunity_key

),

silences as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        -- A deal is given its days from its creation on, even after an older silence.
        greatest(seen.seen_at, thresholds.created_at) as quiet_from
    from thresholds
    left join seen on thresholds.opportunity_key = seen.opportunity_key
    where thresholds.rule = 'silent'

),

unanswered as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        thresholds.days,
        links.happened_at,
        row_number() over (partition by thresholds.opportunity_key order by links.happened_at, links.activity_key) as position,
        count(*) over (partition by thresholds.opportunity_key) as messages,
        min(links.happened_at) over (partition by thresholds.opportunity_key) as first_at
    from thresholds
    inner join links on thresholds.opportunity_key = links.record_key
    left join seen on thresholds.opportunity_key = seen.opportunity_key
    where
        thresholds.rule = 'ghosted'
        and links.direction = 'outgoing'
        and links.activity_type in ('email', 'call')
        and not {{ shows_the_customer('links') }}
        and (seen.seen_at is null or links.happened_at > seen.seen_at)
        and {{ whole_days_between('links.happened_at', as_of()) }} >= thresholds.days

)

select
    opportunity_key,
    'silent' as rule,
    {{ day_of(days_after('quiet_from', 'threshold')) }} as since,
    cast({{ whole_days_between('quiet_from', as_of()) }} as double) as found,
    threshold as allowed,
    cast(null as double) as beside,
    {{ day_of('quiet_from') }} as evidence_day
from silences
where {{ whole_days_between('quiet_from', as_of()) }} >= threshold
union all
select
    opportunity_key,
    'ghosted',
    {{ day_of(days_after('happened_at', 'days')) }},
    cast(messages as double),
    threshold,
    cast(days as double),
    {{ day_of('first_at') }}
from unanswered
where position = threshold
