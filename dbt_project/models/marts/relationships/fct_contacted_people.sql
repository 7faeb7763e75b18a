-- One row per record, side and person: how often a customer contact and any of our users had to do with each other
-- while the record lived, over all activity of the record's account, so also people who are not on the record.

{{ kept_by('fct_touched_circles', 'record_key') }}

with

{{ meetings_of_people() }},

records as (

    select
        records.record_key,
        records.record_type,
        {{ numbered('records.record_key') }} as record_number,
        circles.circle,
        records.created_at,
        records.measured_at
    from {{ ref('dim_records') }} as records
    inner join circles on coalesce(records.account_key, records.record_key) = circles.circle_key
    where not records.is_opted_out and {{ is_touched('records.record_key', 'fct_touched_circles', 'record_key') }}

),

-- Most people were met only while a record lived, or never: what they add up to need not be counted per record.
totals as (

    select
        circle,
        acquaintance,
        {{ meetings_counted() }},
        min(happened_at) as first_at,
        max(happened_at) as last_at
    from meetings
    group by circle, acquaintance

),

pairs as (

    select
        records.record_number,
        records.created_at,
        records.measured_at,
        totals.*,
        coalesce(totals.first_at >= records.created_at, true) and totals.last_at <= records.measured_at as is_whole
    from totals
    inner join records on totals.circle = records.circle
    where coalesce(totals.last_at >= records.created_at, true) and totals.first_at <= records.measured_at

),

counted as (

    select record_number, acquaintance, activities, emails, meetings, calls, last_at
    from pairs
    where is_whole
    union all
    select
        pairs.record_number,
        pairs.acquaintance,
        {{ meetings_counted() }},
        max(meetings.happened_at)
    from pairs
    inner join meetings on pairs.acquaintance = meetings.acquaintance
    where
        not pairs.is_whole
        and coalesce(meetings.happened_at >= pairs.created_at, true)
        and meetings.happened_at <= pairs.measured_at
    group by pairs.record_number, pairs.acquaintance

)

select
    records.record_key,
    {{ enumerated('records.record_type', 'record_type') }} as record_type,
    {{ enumerated('acquaintances.side', 'side') }} as side,
    acquaintances.person_key,
    {{ name_of_person('people', 'acquaintances.person_key') }} as person,
    counted.activities,
    counted.emails,
    counted.meetings,
    counted.calls,
    counted.last_at,
    row_number() over (
        partition by counted.record_number, acquaintances.side
        order by counted.activities desc, counted.last_at desc, acquaintances.person_key
    ) as rank
from counted
inner join records on counted.record_number = records.record_number
inner join acquaintances on counted.acquaintance = acquaintances.acquaintance
left join {{ ref('int_people') }} as people on acquaintances.person_key = people.person_key
