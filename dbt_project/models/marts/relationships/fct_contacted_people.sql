-- One row per record, side and person: how often a customer contact and any of our users had to do with each other
-- while the record lived, over all activity of the record's account, so also people who are not on the record.

with

contact_accounts as (

    -- Without an account a record is a circle of its own.
    select
        people.person_key,
        people.record_key as circle_key
    from {{ ref('int_record_people') }} as people
    inner join {{ ref('dim_records') }} as records on people.record_key = records.record_key
    where
        people.side = 'customer'
        and (people.record_type = 'account' or records.account_key is null)
        -- An account may itself be a party; it is nobody to rank.
        and people.person_key not in (select account_key from {{ ref('dim_accounts') }})

),

customers as (

    select distinct
        accounts.circle_key,
        people.activity_key,
        people.person_key,
        people.person_name
    from {{ ref('fct_activity_people') }} as people
    inner join contact_accounts as accounts on people.person_key = accounts.person_key
    where people.is_linking and people.side = 'customer'

),

users as (

    select distinct
        activity_key,
        person_key,
        person_name
    from {{ ref('fct_activity_people') }}
    where is_linking and person_type = 'user'

),

met as (

    select circle_key, activity_key, 'customer' as side, person_key, person_name
    from customers
    where activity_key in (select activity_key from users)
    union all
    select distinct customers.circle_key, users.activity_key, 'team', users.person_key, users.person_name
    from users
    inner join customers on users.activity_key = customers.activity_key

),

records as (

    select
        record_key,
        record_type,
        coalesce(account_key, record_key) as circle_key,
        created_at,
        measured_at
    from {{ ref('dim_records') }}
    where not is_opted_out

),

counted as (

    select
        records.record_key,
        records.record_type,
        met.side,
        met.person_key,
        min(met.person_name) as person,
        count(*) as activities,
        count(*) filter (where activities.activity_type = 'email') as emails,
        count(*) filter (where activities.activity_type = 'meeting') as meetings,
        count(*) filter (where activities.activity_type = 'call') as calls,
        max(activities.happened_at) as last_at
    from met
    inner join {{ ref('fct_activities') }} as activities on met.activity_key = activities.activity_key
    inner join records on met.circle_key = records.circle_key
    where
        activities.status = 'completed'
        and activities.happened_at >= {{ start_of_day(lifetime_start_day()) }}
        and (records.created_at is null or activities.happened_at >= records.created_at)
        and activities.happened_at <= records.measured_at
    group by records.record_key, records.record_type, met.side, met.person_key

)

select
    *,
    row_number() over (
        partition by record_key, side
        order by activities desc, last_at desc, person_key
    ) as rank
from counted
