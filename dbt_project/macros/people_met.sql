{# One row per circle, activity, side and person: a customer contact and any of our users had to do with each other. A
   circle is an account with its contacts, or a record without one. #}
{% macro people_met() %}
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
        and {{ is_touched('people.record_key', 'fct_touched_circles', 'record_key') }}
        and (people.record_type = 'account' or records.account_key is null)
        -- An account may itself be a party; it is nobody to rank.
        and people.person_key not in (select account_key from {{ ref('dim_accounts') }})

),

customers as (

    select distinct
        accounts.circle_key,
        people.activity_key,
        people.person_key
    from {{ ref('fct_activity_people') }} as people
    inner join contact_accounts as accounts on people.person_key = accounts.person_key
    where people.is_linking and people.side = 'customer'

),

users as (

    select distinct
        activity_key,
        person_key
    from {{ ref('fct_activity_people') }}
    where is_linking and person_type = 'user' and activity_key in (select activity_key from customers)

)

select circle_key, activity_key, 'customer' as side, person_key
from customers
where activity_key in (select activity_key from users)
union all
select circles.circle_key, users.activity_key, 'team', users.person_key
from (select distinct circle_key, activity_key from customers) as circles
inner join users on circles.activity_key = users.activity_key
{% endmacro %}

{# How often people met, from one row per activity. #}
{% macro meetings_counted() -%}
        count(*) as activities,
        count(*) filter (where activity_type = 'email') as emails,
        count(*) filter (where activity_type = 'meeting') as meetings,
        count(*) filter (where activity_type = 'call') as calls
{%- endmacro %}

{# The steps from people who met to `meetings`: one row per person of a side in a circle (`acquaintances`) and activity
   since the lifetime window began. #}
{% macro meetings_of_people() -%}
met as (

    {{ people_met() }}

),

-- Numbers instead of keys: an activity counts for every record of its circle.
acquaintances as (

    select
        circle_key,
        side,
        person_key,
        {{ numbered('circle_key, side, person_key') }} as acquaintance
    from met
    group by circle_key, side, person_key

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

)
{%- endmacro %}
