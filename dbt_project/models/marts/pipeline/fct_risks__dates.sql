-- One row per open opportunity and rule about its dates that it breaks: the close date has passed, was pushed too often,
-- or nothing is planned.

with

thresholds as (

    select * from {{ ref('fct_risk_thresholds') }}

),

moves as (

    select * from {{ ref('int_close_date_moves') }}

),

last_moves as (

    select opportunity_key, max(changed_at) as changed_at
    from moves
    group by opportunity_key

),

overdue as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        opportunities.estimated_close_date,
        -opportunities.days_to_close as days_over,
        -- A date that had passed when it was entered is overdue from then on.
        {{ day_of('coalesce(last_moves.changed_at, thresholds.created_at)') }} as entered_on
    from thresholds
    inner join {{ ref('dim_opportunities') }} as opportunities
        on thresholds.opportunity_key = opportunities.opportunity_key
    left join last_moves on thresholds.opportunity_key = last_moves.opportunity_key
    where thresholds.rule = 'overdue' and -opportunities.days_to_close >= thresholds.threshold

),

pushes as (

    select
        moves.opportunity_key,
        thresholds.threshold,
        moves.changed_at,
        row_number() over (partition by moves.opportunity_key order by moves.changed_at, moves.new_date) as position,
        count(*) over (partition by moves.opportunity_key) as pushed,
        max(moves.changed_at) over (partition by moves.opportunity_key) as last_pushed_at,
        sum({{ dates_between('moves.old_date', 'moves.new_date') }}) over (partition by moves.opportunity_key) as days_later
    from moves
    inner join thresholds on moves.opportunity_key = thresholds.opportunity_key and thresholds.rule = 'pushed'
    where moves.is_push

),

-- Until when meetings, calls and tasks were a step ahead: their instant, or an earlier cancellation. What was recorded
-- after it had happened never was.
steps as (

    select
        record_key,
        max(case when status = 'cancelled' then least(happened_at, cancelled_at) else happened_at end) as planned_until
    from {{ ref('fct_activity_links') }}
    where
        record_type = 'opportunity'
        and activity_type in ('meeting', 'call', 'task')
        and happened_at is not null
        and not (status = 'cancelled' and cancelled_at is null)
        and coalesce(created_at < happened_at, status <> 'completed')
    group by record_key

),

unplanned as (

    select
        thresholds.opportunity_key,
        thresholds.threshold,
        greatest(steps.planned_until, thresholds.created_at) as unplanned_from
    from thresholds
    left join steps on thresholds.opportunity_key = steps.record_key
    where thresholds.rule = 'no_next_step'

)

select
    opportunity_key,
    'overdue' as rule,
    greatest(estimated_close_date + cast(threshold as integer), entered_on) as since,
    cast(days_over as double) as found,
    threshold as allowed,
    cast(null as double) as beside,
    estimated_close_date as evidence_day
from overdue
union all
select opportunity_key, 'pushed', {{ day_of('changed_at') }}, pushed, threshold, days_later, {{ day_of('last_pushed_at') }}
from pushes
where position = threshold
union all
select
    opportunity_key, 'no_next_step', {{ day_of(days_after('unplanned_from', 'threshold')) }},
    {{ whole_days_between('unplanned_from', as_of()) }}, threshold, cast(null as double), {{ day_of('unplanned_from') }}
from unplanned
where {{ whole_days_between('unplanned_from', as_of()) }} >= threshold
