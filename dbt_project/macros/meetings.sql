{# How often people met, from one row per activity. #}
{% macro meetings_counted() -%}
        count(*) as activities,
        count(*) filter (where activity_type = 'email') as emails,
        count(*) filter (where activity_type = 'meeting') as meetings,
        count(*) filter (where activity_type = 'call') as calls
{%- endmacro %}

{# The steps to `meetings`: one row per person of a side in a circle (`acquaintances`) and activity, since the lifetime
   window began, in which a customer contact and any of our users had to do with each other. A circle is an account with
   its contacts, or a record without one. Numbers stand for people and circles: an activity counts for every record of its
   circle. #}
{% macro meetings_of_people() -%}
contact_circles as (

    -- Without an account a record is a circle of its own.
    select distinct
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

circles as (

    select
        circle_key,
        {{ numbered('circle_key') }} as circle
    from contact_circles
    group by circle_key

),

contacts as (

    select
        contact_circles.person_key,
        circles.circle,
        {{ numbered('circles.circle, contact_circles.person_key') }} as contact
    from contact_circles
    inner join circles on contact_circles.circle_key = circles.circle_key

),

users as (

    select
        person_key,
        {{ numbered('person_key') }} as person
    from {{ ref('int_activity_people') }}
    where is_linking and person_type = 'user'
    group by person_key

),

contacts_met as (

    select distinct
        contacts.circle,
        contacts.contact,
        people.activity_key
    from {{ ref('int_activity_people') }} as people
    inner join contacts on people.person_key = contacts.person_key
    where
        people.is_linking
        and people.side = 'customer'
        and people.activity_key in (
            select activity_key from {{ ref('int_activity_people') }} where is_linking and person_type = 'user'
        )

),

users_met as (

    select distinct
        circles_met.circle,
        users.person,
        circles_met.activity_key
    from (select distinct circle, activity_key from contacts_met) as circles_met
    inner join {{ ref('int_activity_people') }} as people on circles_met.activity_key = people.activity_key
    inner join users on people.person_key = users.person_key
    where people.is_linking and people.person_type = 'user'

),

colleagues as (

    select
        circle,
        person,
        {{ numbered('circle, person') }} as colleague
    from users_met
    group by circle, person

),

-- Contacts have even numbers, our users odd ones.
acquaintances as (

    select
        circles.circle_key,
        'customer' as side,
        contacts.person_key,
        2 * contacts.contact as acquaintance
    from contacts
    inner join circles on contacts.circle = circles.circle
    union all
    select
        circles.circle_key,
        'team',
        users.person_key,
        2 * colleagues.colleague + 1
    from colleagues
    inner join circles on colleagues.circle = circles.circle
    inner join users on colleagues.person = users.person

),

met as (

    select
        circle,
        2 * contact as acquaintance,
        activity_key
    from contacts_met
    union all
    select
        users_met.circle,
        2 * colleagues.colleague + 1,
        users_met.activity_key
    from users_met
    inner join colleagues on users_met.circle = colleagues.circle and users_met.person = colleagues.person

),

meetings as (

    select
        met.circle,
        met.acquaintance,
        activities.activity_type,
        activities.happened_at
    from met
    inner join {{ ref('int_activities_as_of') }} as activities on met.activity_key = activities.activity_key
    where activities.status = 'completed' and activities.happened_at >= {{ start_of_day(lifetime_start_day()) }}

)
{%- endmacro %}
