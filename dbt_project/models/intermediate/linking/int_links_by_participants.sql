-- One row per account, contact or lead and activity in which somebody of its customer side takes part.

{{ config(materialized='view') }}

select distinct
    record_people.record_key,
    people.activity_key
from {{ ref('int_activity_people') }} as people
inner join {{ ref('int_record_people') }} as record_people on people.person_key = record_people.person_key
where people.is_linking and record_people.side = 'customer' and record_people.record_type <> 'opportunity'
