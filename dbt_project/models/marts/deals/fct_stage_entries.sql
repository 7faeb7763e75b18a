-- One row per opportunity and stage that it has been in up to as_of, with the age at which it last came into it; the
-- first stage has the age 0.

with

entries as (

    select
        history.opportunity_key,
        lower(history.new_value) as stage,
        max(history.changed_at) as entered_at
    from {{ ref('int_opportunity_history_unioned') }} as history
    where history.field = 'stage' and history.changed_at <= {{ as_of() }} and history.new_value is not null
    group by history.opportunity_key, lower(history.new_value)

),

deals as (

    select
        opportunity_key,
        stage,
        created_at,
        case when is_open then {{ as_of() }} else closed_at end as ends_at
    from {{ ref('int_opportunities_rewound') }}
    where created_at is not null

),

known as (

    select
        deals.opportunity_key as record_key,
        entries.stage,
        greatest({{ seconds_between('deals.created_at', 'entries.entered_at') }} / 86400e0, 0e0) as age_days
    from deals
    inner join entries on deals.opportunity_key = entries.opportunity_key
    where entries.entered_at <= deals.ends_at
    union all
    -- A deal begins in the first stage, whether a change says so or not.
    select
        deals.opportunity_key,
        stages.stage,
        0e0
    from deals
    inner join {{ ref('stages') }} as stages on stages.stage_order = 1

)

select
    record_key,
    stage,
    max(age_days) as age_days
from known
where stage is not null
group by record_key, stage
