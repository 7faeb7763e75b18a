-- One row per opportunity and uninterrupted stay in a stage up to as_of: from its creation or the change into the stage
-- to the next change, its close, or as yet without an end.

with

opportunities as (

    select * from {{ ref('int_opportunities_rewound') }}

),

changes as (

    select
        opportunity_key,
        changed_at,
        lower(old_value) as stage,
        lag(changed_at) over (
            partition by opportunity_key
            order by changed_at asc, old_value desc nulls last, new_value desc nulls last
        ) as changed_before
    from {{ ref('int_opportunity_history_unioned') }}
    where field = 'stage' and changed_at <= {{ as_of() }}

),

last_changes as (

    select opportunity_key, max(changed_at) as changed_at
    from changes
    group by opportunity_key

),

-- Until a change the stage was its old value, whatever the change before said: as deals are rewound.
parts as (

    select
        changes.opportunity_key,
        changes.stage,
        coalesce(changes.changed_before, opportunities.created_at) as entered_at,
        changes.changed_at as left_at
    from changes
    inner join opportunities on changes.opportunity_key = opportunities.opportunity_key
    union all
    select
        opportunities.opportunity_key,
        opportunities.stage,
        coalesce(last_changes.changed_at, opportunities.created_at),
        opportunities.closed_at
    from opportunities
    left join last_changes on opportunities.opportunity_key = last_changes.opportunity_key

),

numbered as (

    select
        *,
        row_number() over (partition by opportunity_key order by entered_at asc, left_at asc nulls last)
        - row_number() over (partition by opportunity_key, stage order by entered_at asc, left_at asc nulls last) as run
    from parts
    where stage is not null and entered_at is not null and (left_at is null or entered_at < left_at)

)

select
    opportunity_key,
    stage,
    min(entered_at) as entered_at,
    case when count(*) = count(left_at) then max(left_at) end as left_at
from numbered
group by opportunity_key, stage, run
