-- One row per won deal that others can be compared with: it has an instant of creation and of its close and at least one
-- completed activity up to then.

with

totals as (

    select
        record_key,
        count(*) as interactions,
        {{ exact_sum('team_minutes', per_minute()) }} / 60e0 as team_hours,
        {{ exact_sum('customer_minutes', per_minute()) }} / 60e0 as customer_hours,
        cast(sum(emails_sent) as bigint) as emails_sent,
        cast(sum(emails_received) as bigint) as emails_received
    from {{ ref('fct_deal_events') }}
    where event = 'activity'
    group by record_key

)

select
    deals.opportunity_key as record_key,
    deals.created_at,
    deals.closed_at,
    {{ seconds_between('deals.created_at', 'deals.closed_at') }} / 86400e0 as days_to_win,
    totals.interactions,
    totals.team_hours,
    totals.customer_hours,
    totals.emails_sent,
    totals.emails_received,
    totals.interactions * 7e0
        / greatest({{ seconds_between('deals.created_at', 'deals.closed_at') }} / 86400e0, 7e0) as weekly_interactions,
    deals.closed_at > {{ as_of() }} - 730 * interval '1' day as is_recent
from {{ ref('int_opportunities_rewound') }} as deals
inner join totals on deals.opportunity_key = totals.record_key
where deals.status = 'won' and deals.closed_at >= deals.created_at
