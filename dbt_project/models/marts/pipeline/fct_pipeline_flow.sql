-- One row per period and opportunity that was in the pipeline of the period when it began or ended, or was won or lost
-- in it: what became of it. The pipeline of a period are the open deals whose close date lies in the quarter of its last
-- day; a deal that closes is due on the day it closes.

with

periods as (

    select * from {{ ref('int_pipeline_periods') }}

),

compared as (

    select
        periods.*,
        after.opportunity_key,
        before.opportunity_key is not null as is_older,
        before.close_date as close_date_before,
        after.close_date as close_date_after,
        before.stage as stage_before,
        after.stage as stage_after,
        before.status as status_before,
        after.status as status_after,
        before.amount as amount_before,
        after.amount as amount_after,
        coalesce(
            before.status = 'open' and before.close_date between periods.close_from and periods.close_to, false
        ) as was_in,
        coalesce(
            after.status = 'open' and after.close_date between periods.close_from and periods.close_to, false
        ) as is_in,
        coalesce(
            (before.status is null or before.status = 'open') and after.status <> 'open'
            and {{ day_of('opportunities.closed_at') }} between periods.close_from and periods.close_to,
            false
        ) as is_closed_in_it
    from periods
    inner join {{ ref('int_deals_on_days') }} as after on after.day = periods.to_date + 1
    inner join {{ ref('dim_opportunities') }} as opportunities on after.opportunity_key = opportunities.opportunity_key
    left join {{ ref('int_deals_on_days') }} as before
        on before.opportunity_key = after.opportunity_key and before.day = periods.from_date

),

flows as (

    select
        *,
        case
            when was_in then 'opening'
            when is_older and status_before = 'open' then 'pulled_in'
            else 'new'
        end as origin,
        case
            when was_in and is_in then 'unchanged'
            when status_after in ('won', 'lost') then status_after
            when was_in and close_date_after > close_to then 'pushed'
            when was_in then 'removed'
            when is_older and status_before = 'open' then 'pulled_in'
            else 'new'
        end as category
    from compared
    where was_in or is_in or is_closed_in_it

)

select
    period,
    period_label,
    from_date,
    to_date,
    close_from,
    close_to,
    opportunity_key,
    category,
    origin,
    -- What moved: what left is worth what it was when it lay in the pipeline.
    case when was_in and not is_in then amount_before else amount_after end as amount,
    case when was_in then amount_before else 0e0 end as opening_amount,
    case when is_in then amount_after else 0e0 end as closing_amount,
    close_date_before,
    close_date_after,
    stage_before,
    stage_after
from flows
