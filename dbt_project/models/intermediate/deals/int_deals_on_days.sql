-- One row per opportunity and day that the pipeline flow looks at, for opportunities created before it: as they stood
-- when the day began, taken back along their history as int_opportunities_rewound does from as_of.

with

days as (

    select from_date as day from {{ ref('int_pipeline_periods') }}
    union
    select to_date + 1 from {{ ref('int_pipeline_periods') }}

),

starts as (

    select day, {{ start_of_day('day') }} as day_start from days

),

opportunities as (

    select * from {{ ref('int_opportunities_rewound') }}

),

later_changes as (

    select
        changes.opportunity_key,
        starts.day,
        changes.field,
        changes.old_value,
        row_number() over (
            partition by changes.opportunity_key, changes.field, starts.day
            order by changes.changed_at asc, changes.old_value desc nulls last, changes.new_value desc nulls last
        ) as position
    from {{ ref('int_opportunity_history_unioned') }} as changes
    inner join starts on changes.changed_at >= starts.day_start
    where changes.changed_at <= {{ as_of() }}

),

first_later_changes as (

    select
        opportunity_key,
        day,
        {% for field in ['stage', 'estimated_value', 'estimated_close_date', 'status'] -%}
        bool_or(field = '{{ field }}') as {{ field }}_changed,
        max(case when field = '{{ field }}' then old_value end) as old_{{ field }}{{ ',' if not loop.last }}
        {% endfor %}
    from later_changes
    where position = 1
    group by opportunity_key, day

)

select
    opportunities.opportunity_key,
    starts.day,
    case when changes.stage_changed then lower(changes.old_stage) else opportunities.stage end as stage,
    case
        when changes.estimated_close_date_changed
            then cast(try_cast(changes.old_estimated_close_date as timestamp) as date)
        else opportunities.estimated_close_date
    end as close_date,
    case
        when opportunities.closed_at >= starts.day_start then 'open'
        when changes.status_changed
            then case
                when lower(changes.old_status) in ('won', 'lost') then lower(changes.old_status)
                else 'open'
            end
        else opportunities.status
    end as status,
    coalesce(
        case
            when changes.estimated_value_changed then try_cast(changes.old_estimated_value as double)
            else opportunities.estimated_value
        end * amounts.rate_to_base,
        0e0
    ) as amount
from opportunities
inner join starts on opportunities.created_at is null or opportunities.created_at < starts.day_start
inner join {{ ref('int_amounts_converted') }} as amounts on opportunities.opportunity_key = amounts.record_key
left join first_later_changes as changes
    on opportunities.opportunity_key = changes.opportunity_key and starts.day = changes.day
