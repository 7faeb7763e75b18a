-- One row per activity, role and person who took part, with the name; people who opted out are gone. Names are looked up:
-- with each activity they would be written anew, and what counts people does not read them.

{{ config(materialized='view') }}

select
    people.activity_key,
    people.role,
    people.person_key,
    people.side,
    people.is_linking,
    people.person_type,
    {{ name_of_person('known', 'people.person_key') }} as person_name
from {{ ref('int_activity_people') }} as people
left join {{ ref('int_people') }} as known on people.person_key = known.person_key
