-- One row per opportunity and change of its estimated close date up to as_of.

with

changes as (

    select
        opportunity_key,
        changed_at,
        cast(try_cast(old_value as timestamp) as date) as old_date,
        cast(try_cast(new_value as timestamp) as date) as new_date
    from {{ ref('int_opportunity_history_unioned') }}
    where field = 'estimated_close_date' and changed_at <= {{ as_of() }}

)

select distinct
    changes.*,
    coalesce(changes.new_date > changes.old_date, false) as is_push
from changes
inner join {{ ref('int_opportunities_rewound') }} as opportunities
    on changes.opportunity_key = opportunities.opportunity_key
where changes.old_date is distinct from changes.new_date
