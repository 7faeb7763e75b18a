-- One row per account and contact: the share of the activities started by the team, tasks included, that fell while
-- none of their opportunities was open, and the last of those. Does the customer hear from us only when we want to sell?

{{ kept_by('fct_touched_records', 'record_key') }}

with

opportunities as (

    select
        opportunities.opportunity_key,
        opportunities.account_key,
        opportunities.created_at,
        records.closed_at
    from {{ ref('dim_opportunities') }} as opportunities
    inner join {{ ref('dim_records') }} as records on opportunities.opportunity_key = records.record_key

),

cycles as (

    select account_key as record_key, created_at, closed_at
    from opportunities
    where account_key is not null
    union all
    select people.person_key, opportunities.created_at, opportunities.closed_at
    from opportunities
    inner join {{ ref('int_record_people') }} as people
        on opportunities.opportunity_key = people.record_key and people.side = 'customer'

),

started as (

    select
        record_key,
        activity_key,
        happened_at
    from {{ at_hand('fct_activity_links') }}
    where
        {{ is_touched('record_key', 'fct_touched_records', 'record_key') }}
        and record_type in ({{ word('record_type', 'account') }}, {{ word('record_type', 'contact') }})
        and status = {{ word('activity_status', 'completed') }}
        and direction = {{ word('direction', 'outgoing') }}
        and (activity_type in ({{ word('activity_type', 'meeting') }}, {{ word('activity_type', 'call') }}, {{ word('activity_type', 'task') }}) or (activity_type = {{ word('activity_type', 'email') }} and opens_conversation))
        and happened_at >= {{ start_of_day(lifetime_start_day()) }}

),

inside as (

    select distinct
        started.record_key,
        started.activity_key
    from started
    inner join cycles
        on started.record_key = cycles.record_key
            and (cycles.created_at is null or cycles.created_at <= started.happened_at)
            and (cycles.closed_at is null or cycles.closed_at > started.happened_at)

)

select
    started.record_key,
    count(*) filter (where inside.activity_key is null) / cast(count(*) as double) as outside_cycle_share,
    max(started.happened_at) filter (where inside.activity_key is null) as last_outside_cycle_at
from started
left join inside on started.record_key = inside.record_key and started.activity_key = inside.activity_key
group by started.record_key
