-- One row per record, side and person: how often a customer contact and any of our users had to do with each other
-- while the record lived, over all activity of the record's account, so also people who are not on the record.

{{ kept_by('fct_touched_circles', 'record_key') }}

with

met as (

    {{ people_met() }}

),

-- Numbers instead of keys: an activity counts for every record of its circle.
acquaintances as (

    select
        circle_key,
        side,
        person_key,
        row_number() over (order by circle_key, side, person_key) as acquaintance
    from met
    group by circle_key, side, person_key

),

records as (

    select
        record_key,
        record_type,
        row_number() over (order by record_key) as record_number,
        coalesce(account_key, record_key) as circle_key,
        created_at,
        measured_at
    from {{ ref('dim_records') }}
    where not is_opted_out and {{ is_touched('record_key', 'fct_touched_circles', 'record_key') }}

),

meetings as (

    select
        acquaintances.circle_key,
        acquaintances.acquaintance,
        activities.activity_type,
        activities.happened_at
    from met
    inner join acquaintances
        on met.circle_key = acquaintances.circle_key
            and met.side = acquaintances.side
            and met.person_key = acquaintances.person_key
    inner join {{ ref('fct_activities') }} as activities on met.activity_key = activities.activity_key
    where activities.status = 'completed' and activities.happened_at >= {{ start_of_day(lifetime_start_day()) }}

),

counted as (

    select
        records.record_number,
        meetings.acquaintance,
        count(*) as activities,
        count(*) filter (where meetings.activity_type = 'email') as emails,
        count(*) filter (where meetings.activity_type = 'meeting') as meetings,
        count(*) filter (where meetings.activity_type = 'call') as calls,
        max(meetings.happened_at) as last_at
    from meetings
    inner join records on meetings.circle_key = records.circle_key
    where
        (records.created_at is null or meetings.happened_at >= records.created_at)
        and meetings.happened_at <= records.measured_at
    group by records.record_number, meetings.acquaintance

),

names as (

    select
        person_key,
        min(person_name) as person
    from {{ ref('fct_activity_people') }}
    {%- if is_incremental_build() %}
    where person_key in (select person_key from acquaintances)
    {%- endif %}
    group by person_key

)

select
    records.record_key,
    records.record_type,
    acquaintances.side,
    acquaintances.person_key,
    names.person,
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
left join names on acquaintances.person_key = names.person_key
