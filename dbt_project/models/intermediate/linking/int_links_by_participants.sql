-- One row per account, contact or lead and activity in which somebody of its customer side takes part; for a lead, by a
-- setting, only when its owner does too.

{{ config(materialized='view') }}

select
    record_people.record_key,
    people.activity_key
from {{ ref('int_activity_people') }} as people
inner join {{ ref('int_record_people') }} as record_people on people.person_key = record_people.person_key
cross join {{ ref('linking_settings') }} as settings
where people.is_linking and record_people.record_type <> 'opportunity'
group by record_people.record_key, people.activity_key
having
    bool_or(record_people.side = 'customer')
    and (
        bool_or(record_people.side = 'team')
        or not bool_or(record_people.record_type = 'lead' and settings.leads_need_owner)
    )
