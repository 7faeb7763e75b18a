-- One row per account, contact or lead, activity and person of its customer side who takes part; for a lead, by a
-- setting, only when its owner does too. int_activity_links makes one of those that repeat.

{{ config(materialized='view') }}

with

customers as (

    select
        record_people.record_key,
        record_people.record_type,
        people.activity_key
    from {{ ref('int_activity_people') }} as people
    inner join {{ ref('int_record_people') }} as record_people on people.person_key = record_people.person_key
    where
        people.is_linking
        and {{ is_touched('people.activity_key', 'int_touched_turns') }}
        and people.side = 'customer'
        and record_people.side = 'customer'
        and record_people.record_type <> 'opportunity'

),

owners as (

    select distinct
        record_people.record_key,
        people.activity_key
    from {{ ref('int_record_people') }} as record_people
    inner join {{ ref('int_activity_people') }} as people on record_people.person_key = people.person_key
    cross join {{ ref('linking_settings') }} as settings
    where
        settings.leads_need_owner
        and record_people.record_type = 'lead'
        and record_people.side = 'team'
        and people.is_linking
        and {{ is_touched('people.activity_key', 'int_touched_turns') }}

)

select
    customers.record_key,
    customers.activity_key
from customers
cross join {{ ref('linking_settings') }} as settings
left join owners
    on customers.record_key = owners.record_key and customers.activity_key = owners.activity_key
where not (settings.leads_need_owner and customers.record_type = 'lead') or owners.record_key is not null
