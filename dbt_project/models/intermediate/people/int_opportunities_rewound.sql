-- One row per opportunity as it stood as of: stage, value, close date, owner and status are taken back to the old
-- value of their first later change; a close after as_of has not happened.

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

later_changes as (

    select
        opportunity_key,
        field,
        old_value,
        row_number() over (
            partition by opportunity_key, field
            order by changed_at asc, old_value desc nulls last, new_value desc nulls last
        ) as position
    from {{ ref('int_opportunity_history_unioned') }}
    where changed_at > {{ as_of() }}

),

first_later_changes as (

    select
        opportunity_key,
        bool_or(field = 'stage') as stage_changed,
        max(case when field = 'stage' then old_value end) as old_stage,
        bool_or(field = 'estimated_value') as value_changed,
        max(case when field = 'estimated_value' then old_value end) as old_value,
        bool_or(field = 'estimated_close_date') as close_date_changed,
        max(case when field = 'estimated_close_date' then old_value end) as old_close_date,
        bool_or(field = 'owner_id') as owner_changed,
        max(case when field = 'owner_id' then old_value end) as old_owner_id,
        bool_or(field = 'status') as status_changed,
        max(case when field = 'status' then old_value end) as old_status
    from later_changes
    where position = 1
    group by opportunity_key

),

rewound as (

    select
        {{ all_but(
            ['stage', 'estimated_value', 'estimated_close_date', 'owner_id', 'owner_key', 'status'], 'opportunities'
        ) }},
        case when changes.stage_changed then lower(changes.old_stage) else opportunities.stage end as stage,
        case
            when changes.value_changed then try_cast(changes.old_value as double) else opportunities.estimated_value
        end as estimated_value,
        case
            when changes.close_date_changed then cast(try_cast(changes.old_close_date as timestamp) as date)
            else opportunities.estimated_close_date
        end as estimated_close_date,
        case when changes.owner_changed then changes.old_owner_id else opportunities.owner_id end as owner_id,
        case
            when opportunities.actual_close_at > {{ as_of() }} then 'open'
            when changes.status_changed
                then case
                    when lower(changes.old_status) in ('won', 'lost') then lower(changes.old_status)
                    else 'open'
                end
            else opportunities.status
        end as status
    from opportunities
    left join first_later_changes as changes
        on opportunities.opportunity_key = changes.opportunity_key

)

select
    {{ all_but(['actual_close_at']) }},
    {{ key_of('user', 'owner_id') }} as owner_key,
    status = 'open' as is_open,
    case when status <> 'open' then actual_close_at end as closed_at
from rewound
